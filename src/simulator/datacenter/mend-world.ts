import { VirtualCpu } from '../machine/virtual-cpu.ts';
import { pagesOf } from '../memory/page.ts';
import type { PageTableImage } from '../memory/page-table.ts';
import { restoreWorld } from './restore-world.ts';
import { DamagedWorld } from './saved-parts.ts';
import type { SavedHeader, SavedSnapshot, SavedVm, SavedWorld } from './saved-world.ts';
import type { World } from './world.ts';

export interface MendedWorld {
  readonly world: World;
  /** What had to be left out, as parts of a sentence. */
  readonly lost: readonly string[];
}

/**
 * Makes a world of what is left of a saved one: page tables and states may be missing, and so may entries of the
 * header's lists, which are null then. Whether something can be kept is found by restoring it. Throws where not even
 * the hosts are left.
 */
export function mendWorld(saved: SavedWorld): MendedWorld {
  const damaged = parse(saved.header);
  const lost: string[] = [];
  const hosts = present(damaged.hosts, 'a host', lost);
  const links = present(damaged.links, 'a link', lost);
  const blank = new BlankParts(saved);
  const mender = new Mender({ ...damaged, hosts, links, vms: [] }, blank, lost);
  const vms = present(damaged.vms, 'a VM', lost).flatMap((vm) => mender.mend(vm) ?? []);
  return { world: mender.restore(vms), lost };
}

function parse(header: string): SavedHeader {
  try {
    return JSON.parse(header) as SavedHeader;
  } catch {
    throw new DamagedWorld('its header is not JSON.');
  }
}

/** The entries that are there; each that is not is told of as `what`. */
function present<Entry>(entries: readonly (Entry | null)[] | undefined, what: string, lost: string[]): Entry[] {
  const there: Entry[] = [];
  for (const entry of entries ?? []) {
    if (entry === null) lost.push(what);
    else there.push(entry);
  }
  return there;
}

class Mender {
  readonly #base: SavedHeader;
  readonly #blank: BlankParts;
  readonly #lost: string[];

  constructor(base: SavedHeader, blank: BlankParts, lost: string[]) {
    this.#base = base;
    this.#blank = blank;
    this.#lost = lost;
  }

  restore(vms: readonly SavedVm[]): World {
    return restoreWorld({ ...this.#blank.saved, header: JSON.stringify({ ...this.#base, vms }) });
  }

  /** As much of a VM as can be restored: without the snapshots that cannot, and if need be switched off. */
  mend(vm: SavedVm): SavedVm | undefined {
    const name = `VM "${vm.settings.name}"`;
    const whole = { ...vm, snapshots: present(vm.snapshots, `a snapshot of ${name}`, this.#lost) };
    if (whole.snapshots.length === vm.snapshots.length && this.#fits(whole)) return whole;
    const body = [{ ...whole, snapshots: [] }, ...this.#switchedOff(whole)].find((variant) => this.#fits(variant));
    if (body === undefined) {
      this.#lost.push(`${name} with its snapshots`);
      return undefined;
    }
    if (body.memory !== vm.memory) this.#lost.push(`what ${name} had in memory, so that it is stopped now`);
    return this.#withSnapshots(body, whole.snapshots);
  }

  #withSnapshots(body: SavedVm, snapshots: readonly SavedSnapshot[]): SavedVm {
    const kept = new Set(this.#fitting(body, snapshots));
    for (const { name } of snapshots.filter((each) => !kept.has(each))) {
      this.#lost.push(`snapshot "${name}" of VM "${body.settings.name}"`);
    }
    const parents = new Map(snapshots.map(({ id, parent }) => [id, parent]));
    const ids = new Set([...kept].map(({ id }) => id));
    const nearest = (id: string | null): string | null => (id === null || ids.has(id) ? id : nearest(parents.get(id) ?? null));
    return {
      ...body,
      snapshots: [...kept].map((each) => ({ ...each, parent: nearest(each.parent) })),
      currentSnapshot: body.state === 'stopped' ? null : nearest(body.currentSnapshot),
    };
  }

  /** The snapshots that can be restored; halves of the list are tried, so that few damaged ones are found quickly. */
  #fitting(body: SavedVm, snapshots: readonly SavedSnapshot[]): readonly SavedSnapshot[] {
    const rootless = snapshots.map((each) => ({ ...each, parent: null }));
    if (snapshots.length === 0 || this.#fits({ ...body, snapshots: rootless, currentSnapshot: null })) return snapshots;
    if (snapshots.length === 1) return [];
    const middle = snapshots.length >> 1;
    return [...this.#fitting(body, snapshots.slice(0, middle)), ...this.#fitting(body, snapshots.slice(middle))];
  }

  #switchedOff(vm: SavedVm): readonly SavedVm[] {
    const state = 'stopped';
    const lost = 'what it had in memory could not be read from the damaged file';
    const rest = { state, lost, snapshots: [], currentSnapshot: null, clients: null, brokenMigration: null, brokenSnapshot: null } as const;
    const pageCount = pagesOf(vm.settings.memoryBytes);
    const device = this.#blank.state(new VirtualCpu().save(0));
    return (['numbers', 'bytes'] as const).map((kind) => ({ ...vm, ...rest, device, memory: this.#blank.table(kind, pageCount) }));
  }

  #fits(vm: SavedVm): boolean {
    try {
      this.restore([vm]);
      return true;
    } catch {
      return false;
    }
  }
}

/** The parts of a saved world, and empty ones in place of those that are missing. */
class BlankParts {
  readonly saved: SavedWorld;
  readonly #tables: Map<number, PageTableImage>;
  readonly #states: Map<number, Uint8Array>;
  #next: number;

  constructor(saved: SavedWorld) {
    this.#tables = new Map(saved.tables);
    this.#states = new Map(saved.states);
    this.#next = Math.max(0, ...saved.tables.keys(), ...saved.states.keys()) + 1;
    this.saved = { ...saved, tables: this.#tables, states: this.#states };
  }

  table(kind: PageTableImage['kind'], pageCount: number): number {
    this.#tables.set(this.#next, { kind, pageCount, root: { owner: null, directories: [] } });
    return this.#next++;
  }

  state(state: Uint8Array): number {
    this.#states.set(this.#next, state);
    return this.#next++;
  }
}
