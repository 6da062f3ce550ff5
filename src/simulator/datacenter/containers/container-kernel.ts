import type { Appointment } from '../../kernel/event-queue.ts';
import { GraphBlocks } from '../../container/graph/blocks.ts';
import type { ContainerHost, Container } from '../../container/oci/container-host.ts';
import { stateOf } from '../../container/oci/lifecycle.ts';
import { prepareHost } from '../../container/oci/prepare-host.ts';
import { closeSession, hasEnded, takeOutput } from '../../container/oci/session.ts';
import { PROGRAMS } from '../../container/programs/all.ts';
import { nextInstant, runUntil } from '../../container/scheduler/run.ts';
import { systemCall } from '../../container/system-call.ts';
import type { Task } from '../../container/process/task.ts';
import { seedWords } from '../../kernel/random.ts';
import { takeDown } from '../host-down.ts';
import type { Host, World } from '../world.ts';

/** vCPUs that a host has for its containers. */
const VCPUS = 4;

/** How many addresses each host gives out before it gets to those of the next. */
const ADDRESSES_OF_A_HOST = 254;

/** The kernel of a host with what keeps it going. */
export interface ContainerKernel {
  readonly hostName: string;
  readonly host: ContainerHost;
  /** Containers whose end was told. */
  readonly told: Set<string>;
  appointment: Appointment | null;
  /** Called each time after its processes have run. */
  readonly watchers: Set<() => void>;
  /** What of it is saved. */
  readonly graph: GraphBlocks<KernelRoot>;
}

/** What is saved of a kernel. */
export type KernelRoot = Pick<ContainerKernel, 'host' | 'told'>;

/** The host's kernel; booted when the first container is made. */
export function kernelOf(world: World, host: Host): ContainerKernel {
  const known = world.containerKernels.get(host.name);
  if (known !== undefined) return known;
  const [seed = 1] = seedWords(world.seed, `kernel of ${host.name}`);
  const prepared = prepareHost({ hostname: host.name, vcpus: VCPUS, memoryBytes: host.memoryBytes, seed }, [...PROGRAMS.keys()]);
  prepared.kernel.now = world.queue.now;
  // Addresses differ from host to host, so that containers can move with theirs.
  prepared.nextAddress += ADDRESSES_OF_A_HOST * [...world.hosts.keys()].indexOf(host.name);
  return addKernel(world, host.name, new GraphBlocks({ host: prepared, told: new Set() }));
}

/** Puts a kernel on a host, as it was booted or saved. */
export function addKernel(world: World, hostName: string, graph: GraphBlocks<KernelRoot>): ContainerKernel {
  const kernel: ContainerKernel = { hostName, ...graph.root, appointment: null, watchers: new Set(), graph };
  world.containerKernels.set(hostName, kernel);
  return kernel;
}

/** Brings the kernel's clock up to now: those who compute get their shares. */
export function passTime(world: World, container: ContainerKernel): void {
  const { kernel } = container.host;
  const host = world.host(container.hostName);
  kernel.reservedBytes = host.memoryBytes - world.freeBytes(host) - kernel.rootCgroup.usage.memory;
  runUntil(kernel, world.queue.now, PROGRAMS);
}

/** Lets the processes run up to now, tells what came of it, and comes again when something is next to happen. */
export function runKernel(world: World, container: ContainerKernel): void {
  passTime(world, container);
  reapOrphans(container.host);
  tell(world, container);
  for (const watcher of [...container.watchers]) watcher();
  comeAgain(world, container);
}

/** Makes the appointment for when something is next to happen by itself. */
export function comeAgain(world: World, container: ContainerKernel): void {
  container.appointment?.cancel();
  const next = nextInstant(container.host.kernel);
  container.appointment = next === null ? null : world.queue.at(Math.max(next, world.queue.now + 1), () => {
    runKernel(world, container);
  });
}

/** The init of the machine waits for whatever came to it, but for containers, which stay to be looked at. */
function reapOrphans({ kernel, containers }: ContainerHost): void {
  const dead = [...kernel.init.children].filter((child) => child.state === 'zombie');
  if (dead.length === 0) return;
  const inits = new Set<Task>([...containers.values()].map((container) => container.init));
  for (const child of dead) if (!inits.has(child)) systemCall(kernel, kernel.init, 'waitpid', child.id);
}

function tell(world: World, kernel: ContainerKernel): void {
  const { host, told } = kernel;
  const events = host.kernel.events.splice(0);
  for (const event of events) {
    if (event.kind !== 'out-of-memory') continue;
    const inside = [...host.containers.values()].find((container) => event.killed.cgroup === container.init.cgroup);
    if (inside !== undefined) world.emit({ kind: 'container.out-of-memory', container: inside.name, process: event.killed.command });
  }
  for (const container of host.containers.values()) {
    if (container.sessions.size > 0) tellOfTerminals(world, container);
  }
  if (events.some((event) => event.kind === 'exited')) tellOfEnds(world, host, told);
  if (host.kernel.panic !== null && !told.has(PANIC)) tellPanic(world, kernel, host.kernel.panic);
}

/** One kernel runs the host, its containers and what carries its VMs: all of it stands still until somebody repairs the host. */
function tellPanic(world: World, { hostName, host, told }: ContainerKernel, reason: string): void {
  told.add(PANIC);
  world.emit({ kind: 'host.kernel-panicked', host: hostName, reason });
  for (const container of host.containers.values()) {
    if (told.has(container.name)) continue;
    told.add(container.name);
    world.emit({ kind: 'container.stopped', container: container.name, how: 'the kernel of the host crashed' });
  }
  takeDown(world, hostName, `the kernel of host ${hostName} crashed`);
}

function tellOfTerminals(world: World, container: Container): void {
  for (const [terminal, session] of container.sessions) {
    const text = takeOutput(session);
    if (text !== '') world.emit({ kind: 'container.output', container: container.name, terminal, text });
    if (!hasEnded(session)) continue;
    closeSession(session);
    container.sessions.delete(terminal);
    world.emit({ kind: 'container.terminal-closed', container: container.name, terminal });
  }
}

function tellOfEnds(world: World, { containers }: ContainerHost, told: Set<string>): void {
  for (const container of containers.values()) {
    if (stateOf(container) !== 'stopped' || told.has(container.name)) continue;
    told.add(container.name);
    world.emit({ kind: 'container.stopped', container: container.name, how: endOf(container) });
  }
}

/** No container has this name. */
const PANIC = ' panic';

function endOf({ init }: Container): string {
  const status = init.exitStatus;
  if (status === null) return 'ended';
  return status.how === 'exited' ? `exit code ${status.code}` : `killed by SIG${status.signal}`;
}
