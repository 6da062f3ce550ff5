import type { Nanoseconds } from '../kernel/time.ts';
import { passTime } from './agenda.ts';
import { applyBreakCommand } from './break-command.ts';
import { applyClientCommand } from './client-commands.ts';
import type { Command, CommandOf } from './commands.ts';
import { applyContainerCommand } from './containers/container-commands.ts';
import { applyHostCommand } from './host-commands.ts';
import { LIMITS, requireWithin } from './limits.ts';
import { applyMigrationCommand } from './migration-commands.ts';
import { cloneVm } from './network/clone-vm.ts';
import { applyConnectionCommand } from './network/connection-commands.ts';
import { returnToCheckpoint } from './network/return-to-checkpoint.ts';
import { require } from './refusal.ts';
import { applyReplicationCommand } from './replication/replication-commands.ts';
import { applySnapshotCommand } from './snapshot-commands.ts';
import { applyDiskCommand } from './storage/disk-commands.ts';
import { applyFileCommand } from './storage/file-commands.ts';
import { applyStorageCommand } from './storage-commands.ts';
import { applyVmCommand } from './vm-commands.ts';
import type { World } from './world.ts';

/** Hands a command of the right shape to whoever knows it. Throws a `Refusal` where it cannot be, with nothing changed. */
export function carryOut(world: World, command: Command): void {
  switch (command.kind) {
    case 'world.advance':
      advance(world, command.nanoseconds);
      return;
    case 'host.add':
    case 'host.remove':
    case 'host.drain':
    case 'host.fail':
    case 'host.repair':
    case 'host.exhaust':
    case 'link.edit':
      applyHostCommand(world, command);
      return;
    case 'storage.edit':
      applyStorageCommand(world, command);
      return;
    case 'disk.overlay':
    case 'disk.commit':
    case 'disk.stream':
    case 'disk.rebase':
    case 'disk.copy':
    case 'disk.cancelJob':
      applyDiskCommand(world, command);
      return;
    case 'disk.writeFile':
    case 'disk.makeDirectory':
    case 'disk.removeFile':
    case 'disk.renameFile':
      applyFileCommand(world, command);
      return;
    case 'container.create':
    case 'container.start':
    case 'container.stop':
    case 'container.delete':
    case 'container.type':
    case 'container.interrupt':
    case 'container.writeFile':
    case 'container.makeDirectory':
    case 'container.removeFile':
    case 'container.renameFile':
    case 'container.checkpoint':
    case 'container.cancelCheckpoint':
    case 'container.restore':
    case 'container.deleteCheckpoint':
    case 'container.migrate':
    case 'container.cancelMigration':
    case 'container.recoverMigration':
      applyContainerCommand(world, command);
      return;
    default:
      carryOutOnVm(world, command);
  }
}

type VmCommand = CommandOf<`vm.${string}` | `snapshot.${string}`>;

function carryOutOnVm(world: World, command: VmCommand): void {
  switch (command.kind) {
    case 'vm.create':
    case 'vm.start':
    case 'vm.pause':
    case 'vm.resume':
    case 'vm.stop':
    case 'vm.delete':
      applyVmCommand(world, command);
      return;
    case 'vm.break':
      applyBreakCommand(world, command);
      return;
    case 'vm.migrate':
    case 'vm.cancelMigration':
    case 'vm.startPostCopy':
    case 'vm.recoverMigration':
      applyMigrationCommand(world, command);
      return;
    case 'vm.replicate':
    case 'vm.stopReplication':
    case 'vm.failOver':
      applyReplicationCommand(world, command);
      return;
    case 'vm.connect':
    case 'vm.disconnect':
    case 'vm.setGenerationId':
    case 'vm.setOutputCommit':
      applyConnectionCommand(world, command);
      return;
    case 'vm.returnToCheckpoint':
      returnToCheckpoint(world, world.vm(command.vm));
      return;
    case 'vm.attachClients':
    case 'vm.detachClients':
      applyClientCommand(world, command);
      return;
    case 'snapshot.clone':
      cloneVm(world, command);
      return;
    case 'vm.snapshot':
    case 'vm.cancelSnapshot':
    case 'snapshot.rollback':
    case 'snapshot.delete':
    case 'snapshot.rename':
    case 'snapshot.describe':
    case 'snapshot.import':
      applySnapshotCommand(world, command);
  }
}

function advance(world: World, nanoseconds: Nanoseconds): void {
  requireWithin('The time to advance at once, in nanoseconds,', nanoseconds, LIMITS.advanceNanoseconds);
  require(
    world.queue.now + nanoseconds <= Number.MAX_SAFE_INTEGER,
    () => 'The world has come to the end of its time, which is 104 days: begin a new one.',
  );
  passTime(world, nanoseconds, (due) => {
    carryOut(world, due);
  });
}
