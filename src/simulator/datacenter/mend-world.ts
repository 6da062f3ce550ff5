import type { SavedCheckpoint } from './containers/save-checkpoints.ts';
import { saveKernel, type SavedContainers } from './containers/save-containers.ts';
import { salvageContainers } from './containers/salvage-containers.ts';
import { restoreWorld } from './restore-world.ts';
import { DamagedWorld } from './saved-parts.ts';
import type { SavedHeader, SavedWorld } from './saved-world.ts';
import { BlankParts, lacksEntries, presentEntries } from './mend-parts.ts';
import { mendVm } from './mend-vm.ts';
import type { World } from './world.ts';

/** What could be had of a damaged world. */
export interface MendedWorld {
  readonly world: World;
  /** What had to be left out, as parts of a sentence. */
  readonly lost: readonly string[];
}

/** Without these there is no world; whatever else a header has may be left out. */
const ESSENTIAL: readonly (keyof SavedHeader)[] = ['seed', 'time', 'migrationsStarted', 'hosts', 'links', 'diskImages', 'vms'];

/**
 * Makes a world of what is left of a saved one: page tables and states may be missing, and so may entries of the
 * header's lists, which are null then. Whether something can be kept is found by restoring it. Throws where not even
 * the hosts are left.
 */
export function mendWorld(saved: SavedWorld): MendedWorld {
  const damaged = parse(saved.header);
  const lost: string[] = [];
  const parts = new BlankParts(saved);
  const restore = (header: SavedHeader): World => restoreWorld({ ...parts.saved, header: JSON.stringify(header) });
  const fits = (header: SavedHeader): boolean => {
    try {
      restore(header);
      return true;
    } catch {
      return false;
    }
  };
  const bare: SavedHeader = {
    seed: damaged.seed,
    time: damaged.time,
    migrationsStarted: damaged.migrationsStarted,
    hosts: presentEntries(damaged.hosts, 'a host', lost),
    links: presentEntries(damaged.links, 'a link', lost),
    diskImages: damaged.diskImages,
    vms: [],
  };
  const vms = presentEntries(damaged.vms, 'a VM', lost).flatMap((vm) => mendVm(vm, parts, (each) => fits({ ...bare, vms: [each] }), lost) ?? []);
  let header: SavedHeader = { ...bare, vms };
  for (const [key, part] of Object.entries(damaged)) {
    if (ESSENTIAL.includes(key as keyof SavedHeader)) continue;
    const whole = presentIn(part, key, lost);
    const fuller = { ...header, [key]: whole };
    if (!lacksEntries(whole) && fits(fuller)) header = fuller;
    else if (key === 'containers' && Array.isArray(whole)) {
      header = { ...header, containers: mendContainers(header, whole as SavedContainers[], parts, restore, lost) };
    } else if (key === 'checkpoints' && Array.isArray(whole)) {
      // Each stands for itself.
      const kept = (whole as SavedCheckpoint[]).filter((checkpoint) => fits({ ...header, checkpoints: [checkpoint] }));
      for (const { name } of (whole as SavedCheckpoint[]).filter((checkpoint) => !kept.includes(checkpoint))) lost.push(`checkpoint "${name}"`);
      header = { ...header, checkpoints: kept };
    } else {
      lost.push(`the ${key}`);
      // What VMs have of the same goes with it.
      header = { ...header, vms: header.vms.map((vm) => ({ ...vm, [key]: undefined })) };
    }
  }
  return { world: restore(header), lost };
}

/** Each host has a kernel of its own; of one that is damaged, the containers that are whole. */
function mendContainers(header: SavedHeader, saved: readonly SavedContainers[], parts: BlankParts, restore: (header: SavedHeader) => World, lost: string[]): readonly SavedContainers[] {
  return saved.flatMap((entry) => {
    try {
      restore({ ...header, containers: [entry] });
      return [entry];
    } catch {
      const { hosts } = header;
      if (!hosts.some(({ name }) => name === entry.host)) {
        lost.push(`the containers of host "${entry.host}"`);
        return [];
      }
      const kernel = salvageContainers(restore(header), entry, (number) => parts.saved.states.get(number), lost);
      return kernel === null ? [] : [saveKernel(kernel, (bytes) => parts.state(bytes))];
    }
  });
}

/** A list without the entries that are missing, anything else as it is. */
function presentIn(part: unknown, what: string, lost: string[]): unknown {
  return Array.isArray(part) ? presentEntries(part as (object | null)[], `a part of the ${what}`, lost) : part;
}

function parse(header: string): SavedHeader {
  try {
    return JSON.parse(header) as SavedHeader;
  } catch {
    throw new DamagedWorld('its header is not JSON.');
  }
}
