import { DEFAULT_PARAMETERS } from '../migration/parameters.ts';
import type { VmMigration } from './vm-migration.ts';
import type { CommandOf } from './commands.ts';
import { checkParameters, checkStart, requireLink } from './migration-checks.ts';
import { startMigration } from './migration-run.ts';
import { require } from './refusal.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import type { World } from './world.ts';

/** The commands that start, steer and cancel the migration of a VM. */
export type MigrationCommand = CommandOf<'vm.migrate' | 'vm.cancelMigration' | 'vm.startPostCopy' | 'vm.recoverMigration'>;

/** Starts, steers and cancels migrations. */
export function applyMigrationCommand(world: World, command: MigrationCommand): void {
  const vm = world.vm(command.vm);
  switch (command.kind) {
    case 'vm.migrate': {
      const parameters = checkParameters({ ...DEFAULT_PARAMETERS, ...command.parameters });
      startMigration(world, vm, { to: command.to, link: checkStart(world, vm, command.to), parameters });
      return;
    }
    case 'vm.cancelMigration':
      cancel(vm);
      return;
    case 'vm.startPostCopy':
      startPostCopy(vm);
      return;
    case 'vm.recoverMigration':
      recover(world, vm);
  }
}

function activeMigration(vm: VirtualMachine): VmMigration {
  const migration = vm.activeMigration;
  require(migration !== null, () => `VM "${vm.name}" is not migrating.`);
  return migration;
}

function cancel(vm: VirtualMachine): void {
  const migration = vm.activeMigration;
  require(migration !== null, () => `VM "${vm.name}" is not migrating, so there is nothing to cancel.`);
  require(
    !migration.isHandedOver,
    () =>
      `VM "${vm.name}" runs on ${migration.to} already and its memory follows: post-copy cannot be cancelled without losing the VM.`,
  );
  migration.cancel();
}

function startPostCopy(vm: VirtualMachine): void {
  const migration = activeMigration(vm);
  require(
    migration.parameters.strategy === 'hybrid',
    () => `The migration of VM "${vm.name}" was not started as hybrid, so it cannot go over to post-copy.`,
  );
  require(!migration.isHandedOver, () => `VM "${vm.name}" is in post-copy already.`);
  migration.requestPostCopy();
}

function recover(world: World, vm: VirtualMachine): void {
  const migration = activeMigration(vm);
  require(
    migration.awaitsRecovery,
    () => `The migration of VM "${vm.name}" is not paused, so there is nothing to recover.`,
  );
  migration.recover(requireLink(world, migration.from, migration.to));
}
