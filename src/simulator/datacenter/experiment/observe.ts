import { stateOf } from '../../container/oci/lifecycle.ts';
import { openSession, takeOutput } from '../../container/oci/session.ts';
import { systemCall } from '../../container/system-call.ts';
import type { Reading } from './experiment.ts';
import { type Party, settle, type Stage } from './stage.ts';

/** Gives a shell of this party one line, and returns what it says at once. Nothing where there is no such shell. */
export function tellShell(stage: Stage, { kernel, parent }: Party, line: string): string {
  if (kernel === null || parent === null) return '';
  const session = openSession(kernel, parent, { words: ['sh', '-c', line] });
  settle(stage);
  return takeOutput(session).trim();
}

/** One look at a party. It changes nothing but that a shell is asked whether it answers. */
export function readingOf(stage: Stage, party: Party): Reading {
  const at = stage.world.queue.now;
  const cgroup = cgroupOf(stage, party);
  const clock = party.kernel === null || party.parent === null ? null : systemCall(party.kernel, party.parent, 'clock_gettime', 'realtime');
  return {
    at,
    stoppedBy: stoppedBy(stage, party),
    wallClock: clock?.ok === true ? clock.value : null,
    cpuTime: cgroup?.usage.cpu ?? runningTime(stage, party),
    memoryBytes: cgroup?.usage.memory ?? setAsideFor(stage, party),
    killed: cgroup?.usage.oomKills ?? 0,
  };
}

/** A container's own group; for the host and for a guest that of all its processes. */
function cgroupOf(stage: Stage, { container, kernel }: Party) {
  if (container === null) return kernel?.rootCgroup ?? null;
  return stage.world.containerKernels.get(stage.host)?.host.containers.get(container)?.init.cgroup ?? null;
}

/** The memory that the host holds for a VM, all of it as long as it runs. */
function setAsideFor({ world }: Stage, { vm }: Party): number {
  const machine = vm === null ? undefined : world.vm(vm);
  return machine?.state === 'running' ? machine.memoryBytes : 0;
}

/** Time of the vCPU of a VM whose guest is one of its own making. */
function runningTime({ world }: Stage, { vm }: Party): number {
  const machine = vm === null ? undefined : world.vm(vm).machine;
  machine?.catchUp();
  return machine?.vcpu.runningTime ?? 0;
}

function stoppedBy(stage: Stage, party: Party): string | null {
  const { world, host } = stage;
  const { vm, container, kernel } = party;
  if (vm !== null && world.vm(vm).state !== 'running') return world.vm(vm).lost ?? 'it was powered off';
  if (kernel === null) return null;
  if (kernel.panic !== null) return `its kernel crashed: ${kernel.panic}`;
  const held = container === null ? undefined : world.containerKernels.get(host)?.host.containers.get(container);
  if (held !== undefined && stateOf(held) !== 'running') return 'its first process has ended';
  return tellShell(stage, party, 'echo alive') === 'alive' ? null : 'its shell does not answer';
}
