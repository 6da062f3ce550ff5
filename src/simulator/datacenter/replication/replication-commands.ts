import { milliseconds } from '../../kernel/time.ts';
import type { CommandOf } from '../commands.ts';
import { LIMITS, requireWithin } from '../limits.ts';
import { checkStart } from '../migration-checks.ts';
import { require } from '../refusal.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import { newCounterpart } from '../vm-commands.ts';
import type { World } from '../world.ts';
import { ActiveReplication } from './active-replication.ts';
import { failOver } from './fail-over.ts';

/** The commands that begin and end a replication, and go over to the replica. */
export type ReplicationCommand = CommandOf<'vm.replicate' | 'vm.stopReplication' | 'vm.failOver'>;

/** Remus' evaluation takes 25, 50, 100 and 200 ms; between them overhead and latency trade places. */
const DEFAULT_INTERVAL_MILLISECONDS = 100;

/** Keeps a VM's replica up to date on another host, and goes over to it. */
export function applyReplicationCommand(world: World, command: ReplicationCommand): void {
  const vm = world.vm(command.vm);
  switch (command.kind) {
    case 'vm.replicate':
      startReplication(world, vm, command);
      return;
    case 'vm.stopReplication':
      activeReplication(vm).interrupt('It was stopped.');
      return;
    case 'vm.failOver': {
      const replication = activeReplication(vm);
      require(
        replication.checkpoint > 0,
        () => `The replica of VM "${vm.name}" on ${replication.to} has no whole checkpoint yet: wait for the first.`,
      );
      failOver(world, vm, null);
    }
  }
}

function activeReplication(vm: VirtualMachine): ActiveReplication {
  const { replication } = vm;
  require(replication !== null, () => `VM "${vm.name}" is not replicated.`);
  return replication;
}

function startReplication(world: World, vm: VirtualMachine, command: CommandOf<'vm.replicate'>): void {
  const { to, everyMilliseconds = DEFAULT_INTERVAL_MILLISECONDS } = command;
  require(vm.replication === null, () => `VM "${vm.name}" is replicated to ${vm.replication?.to} already: stop that first.`);
  requireWithin('The time between checkpoints, in milliseconds,', everyMilliseconds, LIMITS.replicationMilliseconds);
  require(vm.state === 'running', () => `VM "${vm.name}" is ${vm.state}: only a running VM can be replicated.`);
  require(
    (vm.network?.commit ?? null) === null,
    () => `VM "${vm.name}" holds its output for checkpoints of its own: switch its output commit off first.`,
  );
  const link = checkStart(world, vm, to);
  const { name, host: from, memoryBytes } = vm;
  const interval = milliseconds(everyMilliseconds);
  const linkBytesPerSecond = link.model.settings.bytesPerSecond;
  world.emit({ kind: 'replication.started', vm: name, from, to, interval, memoryBytes, linkBytesPerSecond });
  const replica = newCounterpart(world, vm);
  vm.replication = new ActiveReplication(world, { vm, to, link, replica, interval }, {
    onReport: (report, released) => {
      world.emit({ vm: name, released, ...report });
    },
    onEnd: ({ reason, figures }) => {
      const ended = vm.replication;
      vm.replication = null;
      vm.clients?.migrationEnded();
      world.emit({ kind: 'replication.stopped', vm: name, reason, figures });
      ended?.output.end();
    },
  });
  vm.clients?.migrationStarted();
  vm.replication.start();
}
