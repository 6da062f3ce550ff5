import type { ContainerHost } from '../../container/oci/container-host.ts';
import { prepareHost } from '../../container/oci/prepare-host.ts';
import type { Walls } from '../../container/oci/walls.ts';
import type { Kernel } from '../../container/kernel.ts';
import type { Task } from '../../container/process/task.ts';
import { PROGRAMS } from '../../container/programs/all.ts';
import { runUntil } from '../../container/scheduler/run.ts';
import { stateOf } from '../../container/oci/lifecycle.ts';
import { systemCall } from '../../container/system-call.ts';
import { seedWords } from '../../kernel/random.ts';
import type { Nanoseconds } from '../../kernel/time.ts';
import { kernelOf, runKernel } from '../containers/container-kernel.ts';
import type { Command } from '../commands.ts';
import { DataCenter } from '../data-center.ts';
import { reportOf } from '../guest-watch.ts';
import { LIMITS } from '../limits.ts';
import { PAGE_BYTES } from '../../memory/page.ts';
import { Refusal } from '../refusal.ts';
import { restoreWorld } from '../restore-world.ts';
import type { SavedWorld } from '../saved-world.ts';
import type { World } from '../world.ts';
import type { Observation } from './experiment.ts';

/** So many containers and VMs that were there before are watched, of each kind. */
const MOST_WATCHED = 4;
const GUEST_VCPUS = 2;
const GUEST_MEMORY_BYTES = 2 ** 26;

/** Who is watched: a container, a VM or the host. */
export interface Party {
  readonly name: string;
  readonly role: Observation['role'];
  readonly container: string | null;
  readonly vm: string | null;
  /** The kernel that runs it, and the process that shells are born of; null for a VM whose guest has no shell. */
  readonly kernel: Kernel | null;
  readonly parent: Task | null;
}

/** A copy of a world with an offender and neighbours on one of its hosts. */
export interface Stage {
  readonly world: World;
  readonly dataCenter: DataCenter;
  readonly host: string;
  /** The kernels of the guests, by their VMs: a VM has vCPUs, memory and a kernel of its own. */
  readonly guests: ReadonlyMap<string, ContainerHost>;
  readonly offender: Party;
  readonly parties: readonly Party[];
  readonly unwatched: number;
}

/** Sets the stage. The offender is a VM where it has no walls. Throws a `Refusal` where the host has no room for it. */
export function setStage(saved: SavedWorld, host: string, walls: Walls | null, neighbourWalls: Walls): Stage {
  const world = restoreWorld(saved);
  const dataCenter = new DataCenter(world.seed, world);
  const were = partiesOf(world, host);
  const names = { offender: freeName(world, 'offender'), container: freeName(world, 'neighbour'), vm: freeName(world, 'neighbour-vm') };
  const guests = new Map<string, ContainerHost>();
  const addContainer = (name: string, around: Walls): void => {
    must(dataCenter, { kind: 'container.create', container: name, host, walls: around });
    must(dataCenter, { kind: 'container.start', container: name });
  };
  const addVm = (name: string): void => {
    must(dataCenter, { kind: 'vm.create', vm: name, host, memoryBytes: GUEST_MEMORY_BYTES, guest: { kind: 'idle' } });
    must(dataCenter, { kind: 'vm.start', vm: name });
    guests.set(name, bootGuest(world, name));
  };
  if (walls === null) addVm(names.offender);
  else addContainer(names.offender, walls);
  addContainer(names.container, neighbourWalls);
  addVm(names.vm);
  const offender = walls === null ? vmParty(names.offender, 'offender', guests) : containerParty(world, host, names.offender, 'offender');
  const parties = [offender, containerParty(world, host, names.container), vmParty(names.vm, 'vm', guests), ...were.watched, hostParty(world, host)];
  return { world, dataCenter, host, guests, offender, parties, unwatched: were.unwatched };
}

/** Leaves so many bytes of the host free at most; returns how many it set aside for a VM that is never started. */
export function setAside({ world, dataCenter, host }: Stage, mostFreeBytes: number): number {
  const more = Math.min(world.freeBytes(world.host(host)) - mostFreeBytes, LIMITS.vmMemoryBytes.most);
  const memoryBytes = Math.floor(more / PAGE_BYTES) * PAGE_BYTES;
  if (memoryBytes < LIMITS.vmMemoryBytes.least) return 0;
  must(dataCenter, { kind: 'vm.create', vm: freeName(world, 'ballast'), host, memoryBytes, guest: { kind: 'idle' } });
  return memoryBytes;
}

function must(dataCenter: DataCenter, command: Command): void {
  const outcome = dataCenter.apply(command);
  if (!outcome.ok) throw new Refusal(outcome.refusal);
}

function freeName(world: World, base: string): string {
  const taken = new Set([...world.vms.keys(), ...[...world.containerKernels.values()].flatMap(({ host }) => [...host.containers.keys()])]);
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base}-${number}`;
  return name;
}

/** The guest boots a kernel of its own, the same that the host has. */
function bootGuest(world: World, vm: string): ContainerHost {
  const [seed = 1] = seedWords(world.seed, `kernel of guest ${vm}`);
  const guest = prepareHost({ hostname: vm, vcpus: GUEST_VCPUS, memoryBytes: GUEST_MEMORY_BYTES, seed }, [...PROGRAMS.keys()]);
  guest.kernel.now = world.queue.now;
  return guest;
}

/** What runs on the host already. */
function partiesOf(world: World, host: string): { readonly watched: readonly Party[]; readonly unwatched: number } {
  const here = world.containerKernels.get(host)?.host.containers ?? new Map<string, never>();
  const containers = [...here.values()].filter((container) => stateOf(container) === 'running');
  // Who stood still before can tell nothing.
  const vms = world.vmsOn(host).filter((vm) => vm.state === 'running' && reportOf(vm)?.state !== 'crashed');
  const watched = [
    ...containers.slice(0, MOST_WATCHED).map(({ name }) => containerParty(world, host, name)),
    ...vms.slice(0, MOST_WATCHED).map(({ name }) => vmParty(name, 'vm', new Map())),
  ];
  return { watched, unwatched: containers.length + vms.length - watched.length };
}

function containerParty(world: World, host: string, name: string, role: Party['role'] = 'container'): Party {
  const { kernel, containers } = kernelOf(world, world.host(host)).host;
  return { name, role, container: name, vm: null, kernel, parent: containers.get(name)?.init ?? null };
}

function vmParty(name: string, role: Party['role'], guests: ReadonlyMap<string, ContainerHost>): Party {
  const kernel = guests.get(name)?.kernel ?? null;
  return { name, role, container: null, vm: name, kernel, parent: kernel?.init ?? null };
}

function hostParty(world: World, host: string): Party {
  const { kernel } = kernelOf(world, world.host(host)).host;
  return { name: host, role: 'host', container: null, vm: null, kernel, parent: kernel.init };
}

/** Lets time pass, on the host and in the guests of VMs that run. */
export function pass(stage: Stage, nanoseconds: Nanoseconds): void {
  must(stage.dataCenter, { kind: 'world.advance', nanoseconds });
  settle(stage);
}

/** Lets everybody run up to now. */
export function settle({ world, host, guests }: Stage): void {
  const kernel = world.containerKernels.get(host);
  if (kernel !== undefined) runKernel(world, kernel);
  for (const [vm, guest] of guests) {
    if (world.vm(vm).state !== 'running') continue;
    runUntil(guest.kernel, world.queue.now, PROGRAMS);
    for (const child of guest.kernel.init.children) if (child.state === 'zombie') systemCall(guest.kernel, guest.kernel.init, 'waitpid', child.id);
  }
}
