import { RunningProcess } from '../kernel/process.ts';
import { virtualTimeHandler } from '../machine/drivers/virtual-time.ts';
import { Clock, type Effect, Machine, type Process } from '../machine/ports.ts';
import { rollBack } from '../snapshot/roll-back.ts';
import type { SnapshotNode } from '../snapshot/snapshot-tree.ts';
import { takeSnapshot } from '../snapshot/take-snapshot.ts';
import type { Command } from './commands.ts';
import type { EventBody } from './events.ts';
import { Refusal, require } from './refusal.ts';
import { requireUp } from './room.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import { newMachine, requireAtRest } from './vm-commands.ts';
import type { World } from './world.ts';

export type SnapshotCommand = Extract<Command, { kind: 'vm.snapshot' | `snapshot.${string}` }>;

const LONGEST_NAME = 100;

/** Takes snapshots, rolls back to them, and keeps their tree. */
export function applySnapshotCommand(world: World, command: SnapshotCommand): void {
  const vm = world.vm(command.vm);
  requireAtRest(vm);
  switch (command.kind) {
    case 'vm.snapshot':
      take(world, vm, command);
      return;
    case 'snapshot.rollback':
      goBack(world, vm, node(vm, command.snapshot));
      return;
    case 'snapshot.delete': {
      const { id } = node(vm, command.snapshot);
      vm.snapshots.remove(id);
      world.emit({ kind: 'snapshot.deleted', vm: vm.name, snapshot: id });
      return;
    }
    case 'snapshot.rename': {
      const { id } = node(vm, command.snapshot);
      const name = checkName(command.name);
      vm.snapshots.rename(id, name);
      world.emit({ kind: 'snapshot.renamed', vm: vm.name, snapshot: id, name });
    }
  }
}

function take(world: World, vm: VirtualMachine, command: Extract<Command, { kind: 'vm.snapshot' }>): void {
  require(
    vm.state !== 'stopped',
    () => `VM "${vm.name}" is stopped: it has no CPU state and no memory to save; start it first.`,
  );
  const method = command.method ?? 'copy-on-write';
  const name = checkName(command.name ?? `Snapshot ${vm.snapshots.taken + 1}`);
  const description = command.description ?? '';
  const wasRunning = vm.state === 'running';
  const mechanism = takeSnapshot(new Machine('source', vm.machine.pageCount), new Clock(), method);
  perform(world, vm, `A snapshot of VM "${vm.name}" is being taken`, mechanism, (taken) => {
    const { id, parent, pause } = vm.snapshots.add({ ...taken, name, description, method, wasRunning });
    return { kind: 'snapshot.taken', vm: vm.name, snapshot: id, name, parent, method, pause };
  });
}

function goBack(world: World, vm: VirtualMachine, target: SnapshotNode): void {
  requireUp(world, vm.host);
  // A stopped machine has no memory of its own; what it gets is all the snapshot's.
  if (vm.state === 'stopped') vm.machine = newMachine(world, vm.settings, vm.machine.disk);
  const rolledBack: EventBody = { kind: 'snapshot.rolled-back', vm: vm.name, snapshot: target.id };
  const mechanism = rollBack(new Machine('source', vm.machine.pageCount), target.state, target.wasRunning, () => {
    vm.snapshots.moveTo(target.id);
    vm.state = target.wasRunning ? 'running' : 'paused';
    vm.lost = null;
    if (vm.snapshotWork !== null) vm.snapshotWork.whenClosed = rolledBack;
  });
  perform(world, vm, `VM "${vm.name}" is being rolled back`, mechanism, () => rolledBack);
}

/** Runs a snapshot or roll back to its end, which one event tells of. */
function perform<Result>(
  world: World,
  vm: VirtualMachine,
  description: string,
  mechanism: Process<Result>,
  succeed: (result: Result) => EventBody,
): void {
  const failed = (reason: string): EventBody => ({ kind: 'snapshot.failed', vm: vm.name, reason });
  const handler = virtualTimeHandler({ queue: world.queue, source: vm.machine });
  const process = new RunningProcess<Effect, Result>(mechanism, handler, (end) => {
    vm.snapshotWork = null;
    world.emit(end.ok ? succeed(end.value) : failed(end.error.message));
  });
  vm.snapshotWork = {
    description,
    interrupt: (error) => {
      process.interrupt(error);
    },
    whenClosed: failed('VirtLab was closed before it was done.'),
  };
  process.start();
}

function node(vm: VirtualMachine, id: string): SnapshotNode {
  const found = vm.snapshots.get(id);
  if (found !== undefined) return found;
  const ids = vm.snapshots.nodes().map((one) => one.id);
  const others = ids.length === 0 ? 'It has none yet.' : `It has: ${ids.join(', ')}.`;
  throw new Refusal(`VM "${vm.name}" has no snapshot "${id}". ${others}`);
}

function checkName(name: string): string {
  const trimmed = name.trim();
  require(
    trimmed.length > 0 && trimmed.length <= LONGEST_NAME,
    () => `The name of a snapshot has 1 to ${LONGEST_NAME} characters.`,
  );
  return trimmed;
}
