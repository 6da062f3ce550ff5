import { reconnect } from '../../container/checkpoint/connections.ts';
import { contentsOf, dumpState } from '../../container/checkpoint/dump.ts';
import { demandMovable } from '../../container/checkpoint/refusals.ts';
import { restoreContainer, type RestorableState, type Restored } from '../../container/checkpoint/restore.ts';
import { PartMissing, readDamagedGraph } from '../../container/graph/damaged-graph.ts';
import type { Container, ContainerHost } from '../../container/oci/container-host.ts';
import type { World } from '../world.ts';
import { type ContainerKernel, kernelOf, type KernelRoot } from './container-kernel.ts';
import type { SavedContainers } from './save-containers.ts';

/** A container as it was, cut out of a damaged kernel. */
interface CutOut {
  readonly name: string;
  readonly state: RestorableState;
  readonly wasTold: boolean;
}

/**
 * Boots the kernel of a host anew, in a world that has none there, and brings the containers over that are whole in what
 * is left of the old one: as a checkpoint, which looks at all that belongs to a container and at nothing else. Says in
 * `lost` what does not come along. `state` gives the states of the saved world, undefined for one that is missing.
 */
export function salvageContainers(
  world: World, saved: SavedContainers, state: (number: number) => Uint8Array | undefined, lost: string[],
): ContainerKernel | null {
  const old = readOld(saved, state);
  const names = [...(old?.host.containers.keys() ?? [])];
  let parts = old === null ? [] : names.flatMap((name) => cutOut(old, name) ?? []);
  while (old !== null && parts.length > 0) {
    const { kernel, failed } = rebuild(world, saved.host, old.host, parts);
    if (failed.length === 0) {
      const gone = names.filter((name) => !parts.some((part) => part.name === name));
      if (gone.length > 0) lost.push(listed(gone, saved.host));
      lost.push(`what was on host "${saved.host}" beside its containers`);
      return kernel;
    }
    parts = parts.filter((part) => !failed.includes(part));
  }
  lost.push(`the containers of host "${saved.host}"`);
  return null;
}

/** So many are named; a list of hundreds nobody reads. */
const MOST_NAMED = 5;

function listed(names: readonly string[], host: string): string {
  const named = names.slice(0, MOST_NAMED).map((name) => `"${name}"`).join(', ');
  const more = names.length - MOST_NAMED;
  return `${names.length === 1 ? 'container' : 'containers'} ${named}${more > 0 ? ` and ${more} more` : ''} of host "${host}"`;
}

function readOld({ blocks, large }: SavedContainers, state: (number: number) => Uint8Array | undefined): KernelRoot | null {
  try {
    const root = readDamagedGraph<KernelRoot>({
      blocks: blocks.map((number) => state(number) ?? null),
      large: new Map(large.flatMap(([place, number]) => {
        const bytes = state(number);
        return bytes === undefined ? [] : [[place, bytes] as const];
      })),
    });
    // A kernel that has panicked has nothing to go on with.
    return root.host.kernel.panic === null && root.host.containers instanceof Map ? root : null;
  } catch {
    return null;
  }
}

/** Undefined where a part of it is missing, or of its host what a checkpoint names; and for one that no checkpoint can hold. */
function cutOut({ host, told }: KernelRoot, name: string): CutOut | undefined {
  try {
    const container = host.containers.get(name) as Container;
    demandMovable(host, container, true);
    const state = stateOf(host, container);
    expectWhole(state.facts, new Set());
    return { name, state, wasTold: told.has(name) };
  } catch {
    return undefined;
  }
}

function stateOf(host: ContainerHost, container: Container): RestorableState {
  const { facts, files, spaces } = dumpState(host, container);
  return { facts, files, memory: spaces.map(contentsOf) };
}

/** Throws where a part of plain data is missing. */
function expectWhole(object: object, seen: Set<object>): void {
  if (seen.has(object)) return;
  seen.add(object);
  if (object instanceof Uint8Array || object instanceof Uint32Array) return;
  const parts: readonly unknown[] = object instanceof Map ? [...(object as ReadonlyMap<unknown, unknown>)] : object instanceof Set ? [...(object as ReadonlySet<unknown>)] : Object.values(object);
  for (const part of parts) if (typeof part === 'object' && part !== null) expectWhole(part, seen);
}

function rebuild(world: World, hostName: string, old: ContainerHost, parts: readonly CutOut[]): { readonly kernel: ContainerKernel; readonly failed: readonly CutOut[] } {
  world.containerKernels.delete(hostName);
  const kernel = kernelOf(world, world.host(hostName));
  const { host, told } = kernel;
  host.kernel.now = old.kernel.now;
  host.kernel.realtimeOffset = old.kernel.realtimeOffset;
  host.kernel.randomState = old.kernel.randomState;
  host.nextAddress = old.nextAddress;
  const restored: Restored[] = [];
  const failed = parts.filter((part) => {
    try {
      const one = restoreContainer(host, part.name, part.state);
      expectSame(stateOf(host, one.container), part.state);
      if (part.wasTold) told.add(part.name);
      restored.push(one);
      return false;
    } catch {
      return true;
    }
  });
  for (const { sockets } of restored) reconnect(sockets);
  return { kernel, failed };
}

/** The law of every checkpoint: restored and dumped again, it is the same. */
function expectSame(there: RestorableState, before: RestorableState): void {
  for (const [name, bytes] of before.files) {
    const found = there.files.get(name);
    if (found?.length !== bytes.length || found.some((byte, index) => byte !== bytes[index])) throw new PartMissing(`${name} is not as it was.`);
  }
}
