import { CONTAINER_COSTS } from '../../container/oci/costs.ts';
import { NANOSECONDS_PER_SECOND } from '../../kernel/time.ts';
import type { Command } from '../commands.ts';
import { kernelOf } from '../containers/container-kernel.ts';
import { DataCenter } from '../data-center.ts';
import type { Outcome } from '../events.ts';
import { LIMITS } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import { restoreWorld } from '../restore-world.ts';
import type { SavedWorld } from '../saved-world.ts';
import type { World } from '../world.ts';
import { COMPARED_VM_BYTES, MICRO_VM_BOOT_NANOSECONDS, VM_BOOT } from './boot-costs.ts';

/** So much of the host is filled at most: filling it whole takes long and says the same. */
const MOST_FILLED_BYTES = 2 ** 29;
/** So many are started between two steps. */
const STEP = 25;

/** What a container and a VM of the same host cost; bytes and simulated nanoseconds. */
export interface CostReport {
  readonly host: string;
  /** Memory of the VM that is compared. */
  readonly vmBytes: number;
  /** Free on the host before anything was made. */
  readonly freeBytes: number;
  readonly start: {
    readonly container: number;
    readonly vm: typeof VM_BOOT;
    readonly microVm: number;
  };
  /** Host memory that one takes from creation to running; measured as what is free before and after. */
  readonly memory: { readonly container: number; readonly vm: number };
  /** Room on the host's disk that the first container of an image takes, and the second one. */
  readonly image: { readonly first: number; readonly second: number };
  /** How many ran when the next one was refused, with so much of the memory free before. */
  readonly filled: { readonly bytes: number; readonly containers: number; readonly vms: number };
  /** What is kept of each: the files of a checkpoint of the container, and what a full snapshot of the VM copies. */
  readonly kept: { readonly container: number; readonly vm: number };
}

/** Measures on copies of a world, in steps between which others may have their turn. Throws a `Refusal` where the host has no room. */
export function* measureCosts(saved: SavedWorld, host: string): Generator<number, CostReport> {
  const world = restoreWorld(saved);
  const free = (): number => world.freeBytes(world.host(host));
  const freeBytes = free();
  const dataCenter = new DataCenter(world.seed, world);
  const first = startContainer(dataCenter, host, 'first');
  mustHave(first);
  const container = freeBytes - free();
  const afterFirst = diskBytes(world, host);
  mustHave(startContainer(dataCenter, host, 'second'));
  const afterSecond = diskBytes(world, host);
  const beforeVm = free();
  mustHave(startVm(dataCenter, host, 'vm'));
  const vm = beforeVm - free();
  const kept = { container: checkpointOf(dataCenter, nameFor('first')), vm: snapshotOf(dataCenter, nameFor('vm')) };
  yield 0;
  const bytes = Math.min(freeBytes, MOST_FILLED_BYTES);
  const containers = yield* fill(saved, host, bytes, startContainer);
  const vms = yield* fill(saved, host, bytes, startVm);
  return {
    host, vmBytes: COMPARED_VM_BYTES, freeBytes,
    start: { container: CONTAINER_COSTS.startNanoseconds, vm: VM_BOOT, microVm: MICRO_VM_BOOT_NANOSECONDS },
    memory: { container, vm },
    image: { first: afterFirst - diskBytes(restoreWorld(saved), host), second: afterSecond - afterFirst },
    filled: { bytes, containers, vms },
    kept,
  };
}

/** Starts one after the other until one is refused; yields how many run. */
function* fill(saved: SavedWorld, host: string, bytes: number, start: typeof startVm): Generator<number, number> {
  const world = restoreWorld(saved);
  const dataCenter = new DataCenter(world.seed, world);
  for (let more = world.freeBytes(world.host(host)) - bytes; more >= LIMITS.vmMemoryBytes.least; more = world.freeBytes(world.host(host)) - bytes) {
    const memoryBytes = Math.min(more, LIMITS.vmMemoryBytes.most);
    mustHave(dataCenter.apply({ kind: 'vm.create', vm: nameFor(`rest-${world.vms.size}`), host, memoryBytes, guest: { kind: 'idle' } }));
  }
  for (let count = 0; ; count++) {
    if (count % STEP === 0) yield count;
    if (!start(dataCenter, host, String(count)).ok) return count;
  }
}

function startContainer(dataCenter: DataCenter, host: string, name: string): Outcome {
  const container = nameFor(name);
  return inTurn(dataCenter, { kind: 'container.create', container, host, image: 'base' }, { kind: 'container.start', container });
}

function startVm(dataCenter: DataCenter, host: string, name: string): Outcome {
  const vm = nameFor(name);
  // A guest that has run has written to its memory.
  return inTurn(dataCenter, { kind: 'vm.create', vm, host, memoryBytes: COMPARED_VM_BYTES, guest: { kind: 'idle' } }, { kind: 'vm.start', vm });
}

/** No thing of a user's own has such a name. */
function nameFor(name: string): string {
  return `compared-${name}`;
}

function inTurn(dataCenter: DataCenter, first: Command, second: Command): Outcome {
  const outcome = dataCenter.apply(first);
  return outcome.ok ? dataCenter.apply(second) : outcome;
}

function mustHave(outcome: Outcome): void {
  if (!outcome.ok) throw new Refusal(outcome.refusal);
}

/** What the files below the host's root directory and the unpacked layers of images hold. */
function diskBytes(world: World, host: string): number {
  const { kernel, layers } = kernelOf(world, world.host(host)).host;
  const superblocks = new Set([kernel.init.fileSystem.root.mount.superblock, ...[...layers.values()].map((root) => root.superblock)]);
  return [...superblocks].reduce((sum, { usedBytes }) => sum + usedBytes, 0);
}

function checkpointOf(dataCenter: DataCenter, container: string): number {
  mustHave(dataCenter.apply({ kind: 'container.checkpoint', container, leaveRunning: true }));
  const outcome = dataCenter.apply({ kind: 'world.advance', nanoseconds: NANOSECONDS_PER_SECOND });
  const taken = outcome.ok ? outcome.events.find((event) => event.kind === 'container.checkpointed') : undefined;
  return taken?.kind === 'container.checkpointed' ? taken.bytes : 0;
}

function snapshotOf(dataCenter: DataCenter, vm: string): number {
  mustHave(dataCenter.apply({ kind: 'vm.snapshot', vm, method: 'full-copy' }));
  const outcome = dataCenter.apply({ kind: 'world.advance', nanoseconds: 60 * NANOSECONDS_PER_SECOND });
  const taken = outcome.ok ? outcome.events.find((event) => event.kind === 'snapshot.taken') : undefined;
  return taken?.kind === 'snapshot.taken' ? (taken.copiedBytes ?? 0) : 0;
}
