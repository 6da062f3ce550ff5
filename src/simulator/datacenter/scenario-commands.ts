import { DAMAGES } from '../machine/damage.ts';
import type { DiskSettings } from '../machine/disk.ts';
import { NANOSECONDS_PER_MILLISECOND } from '../kernel/time.ts';
import type { Command } from './commands.ts';
import { readContainerCommand } from './containers/scenario-containers.ts';
import { LIMITS } from './limits.ts';
import type { ScenarioPath, ScenarioProblem } from './scenario.ts';
import { readConnectionCommand } from './network/scenario-connections.ts';
import { Fields, type NumberRange } from './scenario-fields.ts';
import { readGuest } from './scenario-guest.ts';
import { DISK_KEYS, type ScenarioCommandKind } from './scenario-keys.ts';
import { readParametersOf } from './scenario-parameters.ts';
import { readDiskCommand } from './storage/scenario-disks.ts';
import { BANDWIDTH, DURATION, HOST_MEMORY, LATENCY, SIZE, VM_MEMORY } from './scenario-quantities.ts';
import { readSnapshotCommand } from './scenario-snapshots.ts';

/** Reads a command of this kind; its keys have been checked already. */
export function readCommand(kind: ScenarioCommandKind, fields: Fields, problems: ScenarioProblem[]): Command {
  switch (kind) {
    case 'host.add':
      return readHost(fields, fields.name('host'));
    case 'host.remove':
    case 'host.fail':
    case 'host.repair':
    case 'host.exhaust':
      return { kind, host: fields.text('host') };
    case 'host.drain':
      return {
        kind,
        host: fields.text('host'),
        ...(fields.has('parallel') && { parallel: fields.number('parallel', { least: 1, most: 100, whole: true }) }),
        ...readParametersOf(fields, problems),
      };
    case 'link.edit':
      return readLink(fields);
    case 'disk.overlay':
    case 'disk.commit':
    case 'disk.stream':
    case 'disk.rebase':
    case 'disk.copy':
    case 'disk.cancelJob':
    case 'disk.makeDirectory':
    case 'disk.removeFile':
    case 'disk.renameFile':
      return readDiskCommand(kind, fields);
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
      return readContainerCommand(kind, fields, problems);
    case 'vm.snapshot':
    case 'snapshot.clone':
    case 'snapshot.rollback':
    case 'snapshot.delete':
    case 'snapshot.rename':
    case 'snapshot.describe':
    case 'storage.edit':
      return readSnapshotCommand(kind, fields);
    default:
      return readVmCommand(kind, fields, problems);
  }
}

type VmCommandKind = Exclude<Extract<ScenarioCommandKind, `vm.${string}`>, 'vm.snapshot'>;

function readVmCommand(kind: VmCommandKind, fields: Fields, problems: ScenarioProblem[]): Command {
  switch (kind) {
    case 'vm.create':
      return readVm(fields, fields.name('vm'), problems);
    case 'vm.start':
    case 'vm.pause':
    case 'vm.resume':
    case 'vm.stop':
    case 'vm.delete':
    case 'vm.cancelSnapshot':
    case 'vm.detachClients':
    case 'vm.cancelMigration':
    case 'vm.startPostCopy':
    case 'vm.recoverMigration':
    case 'vm.returnToCheckpoint':
    case 'vm.stopReplication':
    case 'vm.failOver':
      return { kind, vm: fields.text('vm') };
    case 'vm.connect':
    case 'vm.disconnect':
    case 'vm.setGenerationId':
    case 'vm.setOutputCommit':
      return readConnectionCommand(kind, fields);
    case 'vm.attachClients':
      return {
        kind,
        vm: fields.text('vm'),
        requestsPerSecond: fields.number('requestsPerSecond', { ...LIMITS.requestsPerSecond, whole: true }),
        ...(fields.has('microsecondsPerRequest') && {
          microsecondsPerRequest: fields.number('microsecondsPerRequest', { ...LIMITS.microsecondsPerRequest, whole: true }),
        }),
      };
    case 'vm.replicate':
      return {
        kind,
        vm: fields.text('vm'),
        to: fields.text('to'),
        ...(fields.has('every') && { everyMilliseconds: Math.round(fields.quantity('every', DURATION) / NANOSECONDS_PER_MILLISECOND) }),
      };
    case 'vm.break':
      return { kind, vm: fields.text('vm'), damage: fields.oneOf('damage', DAMAGES) };
    case 'vm.migrate':
      return {
        kind,
        vm: fields.text('vm'),
        to: fields.text('to'),
        ...readParametersOf(fields, problems),
      };
  }
}

/** Reads a host: an entry of `hosts`, or the command that adds one. */
export function readHost(fields: Fields, host: string): Command {
  return {
    kind: 'host.add',
    host,
    memoryBytes: fields.quantity('memory', HOST_MEMORY),
    ...(fields.has('cpuFeatures') && { cpuFeatures: fields.texts('cpuFeatures') }),
  };
}

/** Reads a link: an entry of `links`, or the command that makes or changes one. */
export function readLink(fields: Fields): Command {
  return {
    kind: 'link.edit',
    between: fields.pair('between'),
    ...(fields.has('bandwidth') && { bytesPerSecond: fields.quantity('bandwidth', BANDWIDTH) }),
    ...(fields.has('streamBandwidth') && { streamBytesPerSecond: fields.quantity('streamBandwidth', BANDWIDTH) }),
    ...(fields.has('latency') && { latencyNanoseconds: fields.quantity('latency', LATENCY) }),
    ...(fields.has('up') && { up: fields.flag('up') }),
  };
}

/** Reads a VM: an entry of `vms`, or the command that creates one. */
export function readVm(fields: Fields, vm: string, problems: ScenarioProblem[]): Command {
  return {
    kind: 'vm.create',
    vm,
    host: fields.text('host'),
    memoryBytes: fields.quantity('memory', VM_MEMORY),
    guest: readGuest(fields.raw('guest'), [...fields.path, 'guest'], problems),
    ...(fields.has('zeroShare') && { zeroShare: fields.number('zeroShare', { least: 0, most: 1, whole: false }) }),
    ...(fields.has('requiredCpuFeatures') && { requiredCpuFeatures: fields.texts('requiredCpuFeatures') }),
    ...(fields.has('disk') && readDisk(fields.raw('disk'), [...fields.path, 'disk'], problems)),
  };
}

function readDisk(value: unknown, path: ScenarioPath, problems: ScenarioProblem[]): { disk?: DiskSettings } {
  const fields = Fields.of(value, path, problems, DISK_KEYS);
  if (fields === null) return {};
  const writes: NumberRange = { ...LIMITS.diskWritesPerSecond, whole: true };
  return {
    disk: {
      bytes: fields.quantity('size', SIZE),
      ...(fields.has('writesPerSecond') && { writesPerSecond: fields.number('writesPerSecond', writes) }),
      ...(fields.has('workingSet') && { workingSetBytes: fields.quantity('workingSet', SIZE) }),
      ...(fields.has('files') && { files: fields.flag('files') }),
      ...(fields.has('shared') && { shared: fields.flag('shared') }),
    },
  };
}
