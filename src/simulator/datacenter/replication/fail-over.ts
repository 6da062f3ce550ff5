import type { Appointment } from '../../kernel/event-queue.ts';
import { milliseconds, type Nanoseconds } from '../../kernel/time.ts';
import { countDifferingPages } from '../../memory/difference.ts';
import { networkMoved, networkWentBack } from '../network/vm-side.ts';
import type { EventBody } from '../events.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import type { World } from '../world.ts';

/** The replica's host believes the other one dead when no checkpoint came in the time of so many, but not sooner than this. */
const MISSED_CHECKPOINTS = 3;
const SHORTEST_DETECTION: Nanoseconds = milliseconds(100);

/** A VM whose replica is about to run. */
export interface FailingOver {
  readonly appointment: Appointment;
  readonly event: EventBody;
}

/**
 * The VM's machine is gone, by a failure or by order, which powers it off: that there are never two is what a real
 * manager needs fencing for. The replica is put in its place at once, as it was at its last whole checkpoint, and runs as
 * soon as its host has missed the checkpoints that do not come any more (Cully et al., "Remus", 2008, section 3.1).
 */
export function failOver(world: World, vm: VirtualMachine, reason: string | null): void {
  const { replication } = vm;
  if (replication === null) throw new Error(`VM "${vm.name}" has no replica.`);
  const { from, to, checkpoint, primary, replica, output, interval } = replication;
  const figures = replication.figures();
  primary.pause();
  const lostTime = primary.vcpu.runningTime - replica.vcpu.runningTime;
  const lostPages = countDifferingPages(primary.captureMemory(), replica.captureMemory());
  const unsaid = output.waiting;

  vm.replication = null;
  replication.giveUp();
  // Giving up lets a machine go that stood in a checkpoint; this one never runs again.
  primary.pause();
  replica.disk = replication.diskForReplica();
  vm.machine = replica;
  vm.host = to;
  vm.state = 'paused';
  vm.clients?.wentBack();
  vm.clients?.moved();
  world.emit({ kind: 'replication.primary-lost', vm: vm.name, from, to, reason, checkpoint, lostTime, lostPages, unsaid, figures });
  networkWentBack(world, vm);
  networkMoved(world, vm, from);

  const detection = Math.max(SHORTEST_DETECTION, MISSED_CHECKPOINTS * interval) + replica.costs.load;
  const event: EventBody = { kind: 'replication.failed-over', vm: vm.name, host: to, checkpoint, outage: detection };
  const appointment = world.queue.after(detection, () => {
    vm.failingOver = null;
    vm.state = 'running';
    vm.machine.resume();
    vm.clients?.migrationEnded();
    world.emit(event);
  });
  vm.failingOver = { appointment, event };
}

/** The host that was to take over is lost too. */
export function breakFailOver(vm: VirtualMachine): void {
  vm.failingOver?.appointment.cancel();
  vm.failingOver = null;
}
