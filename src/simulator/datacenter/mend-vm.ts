import { VirtualCpu } from '../machine/virtual-cpu.ts';
import { pagesOf } from '../memory/page.ts';
import { type BlankParts, lacksEntries, presentEntries } from './mend-parts.ts';
import type { SavedSnapshot, SavedVm } from './saved-world.ts';

/** Without these there is no VM; whatever else is saved of one may be left out. */
const ESSENTIAL = [
  'settings', 'host', 'state', 'lost', 'memory', 'disk', 'device', 'clients', 'snapshots', 'currentSnapshot', 'snapshotsTaken',
  'lastMigration', 'brokenMigration', 'brokenSnapshot',
] as const satisfies readonly (keyof SavedVm)[];

type Fits = (vm: SavedVm) => boolean;

/**
 * As much of a VM as can be restored, which `fits` tells: without the snapshots that cannot, and if need be switched off.
 * Undefined where nothing can; what is left out is told in `lost`.
 */
export function mendVm(vm: SavedVm, parts: BlankParts, fits: Fits, lost: string[]): SavedVm | undefined {
  if (!lacksEntries(vm) && fits(vm)) return vm;
  const name = `VM "${vm.settings.name}"`;
  const snapshots = presentEntries(vm.snapshots, `a snapshot of ${name}`, lost).filter((each) => !lacksEntries(each));
  const alone = { ...vm, snapshots: [] };
  const bare = { ...bareOf(alone), clients: null };
  const body = [alone, bare, ...switchedOff(bare, parts)].find((each) => !lacksEntries(each) && fits(each));
  if (body === undefined) {
    lost.push(`${name} with its snapshots`);
    return undefined;
  }
  if (body.memory !== vm.memory) lost.push(`what ${name} had in memory, so that it is stopped now`);
  else if (body !== alone) lost.push(`what was going on around ${name}`);
  return withSnapshots(body, snapshots, fits, lost);
}

function bareOf(vm: SavedVm): SavedVm {
  return Object.fromEntries(ESSENTIAL.map((key) => [key, vm[key]])) as unknown as SavedVm;
}

function switchedOff(vm: SavedVm, parts: BlankParts): readonly SavedVm[] {
  const lost = 'what it had in memory could not be read from the damaged file';
  const rest = { state: 'stopped', lost, currentSnapshot: null, lastMigration: null, brokenMigration: null, brokenSnapshot: null } as const;
  const pageCount = pagesOf(vm.settings.memoryBytes);
  const device = parts.state(new VirtualCpu().save(0));
  return (['numbers', 'bytes'] as const).map((kind) => ({ ...vm, ...rest, device, memory: parts.table(kind, pageCount) }));
}

function withSnapshots(body: SavedVm, snapshots: readonly SavedSnapshot[], fits: Fits, lost: string[]): SavedVm {
  const kept = new Set(fitting(body, snapshots, fits));
  for (const { name } of snapshots.filter((each) => !kept.has(each))) lost.push(`snapshot "${name}" of VM "${body.settings.name}"`);
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
function fitting(body: SavedVm, snapshots: readonly SavedSnapshot[], fits: Fits): readonly SavedSnapshot[] {
  const rootless = snapshots.map((each) => ({ ...each, parent: null }));
  if (snapshots.length === 0 || fits({ ...body, snapshots: rootless, currentSnapshot: null })) return snapshots;
  if (snapshots.length === 1) return [];
  const middle = snapshots.length >> 1;
  return [...fitting(body, snapshots.slice(0, middle), fits), ...fitting(body, snapshots.slice(middle), fits)];
}
