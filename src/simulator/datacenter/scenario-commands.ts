import {
  DEFAULT_DIRTY_LIMIT_BYTES_PER_SECOND,
  DEFAULT_PARAMETERS,
  DEFAULT_THROTTLE,
  type MigrationParameters,
  STOP_RULES,
  STRATEGIES,
  type ThrottleParameters,
} from '../migration/parameters.ts';
import { DAMAGES } from '../machine/damage.ts';
import type { DiskSettings } from '../machine/disk.ts';
import { NANOSECONDS_PER_MILLISECOND, toMilliseconds } from '../kernel/time.ts';
import type { Command } from './commands.ts';
import { readContainerCommand } from './containers/scenario-containers.ts';
import { LIMITS } from './limits.ts';
import { checkParameters } from './migration-checks.ts';
import { Refusal } from './refusal.ts';
import type { ScenarioPath, ScenarioProblem } from './scenario.ts';
import { readConnectionCommand } from './network/scenario-connections.ts';
import { Fields, type NumberRange, problemAt } from './scenario-fields.ts';
import { readGuest } from './scenario-guest.ts';
import { DISK_KEYS, PARAMETER_KEYS, type ScenarioCommandKind, THROTTLE_KEYS } from './scenario-keys.ts';
import { readDiskCommand } from './storage/scenario-disks.ts';
import { BANDWIDTH, DIRTY_LIMIT, DOWNTIME, DURATION, HOST_MEMORY, LATENCY, SIZE, VM_MEMORY } from './scenario-quantities.ts';
import { readSnapshotCommand } from './scenario-snapshots.ts';

/** No cap, as the number 0 says it in `MigrationParameters`. */
const UNLIMITED = 'unlimited';

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

function readParametersOf(fields: Fields, problems: ScenarioProblem[]): { parameters?: Partial<MigrationParameters> } {
  if (!fields.has('parameters')) return {};
  const path = [...fields.path, 'parameters'];
  const before = problems.length;
  const parameters = readParameters(fields.raw('parameters'), path, problems);
  if (problems.length === before) noteConflict(parameters, path, problems);
  return { parameters };
}

/** Each for itself is right, but they may not go together: no world would take them. */
function noteConflict(parameters: Partial<MigrationParameters>, path: ScenarioPath, problems: ScenarioProblem[]): void {
  try {
    checkParameters({ ...DEFAULT_PARAMETERS, ...parameters });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    problems.push(problemAt(path, `are refused: ${error.message}`));
  }
}

function readParameters(value: unknown, path: ScenarioPath, problems: ScenarioProblem[]): Partial<MigrationParameters> {
  const fields = Fields.of(value, path, problems, PARAMETER_KEYS);
  if (fields === null) return {};
  return {
    ...(fields.has('strategy') && { strategy: fields.oneOf('strategy', STRATEGIES) }),
    ...(fields.has('downtimeLimit') && { downtimeLimitMilliseconds: readDowntime(fields, problems) }),
    ...(fields.has('maxBandwidth') && { maxBandwidthBytesPerSecond: readCap(fields, 'maxBandwidth') }),
    ...(fields.has('stopRule') && { stopRule: fields.oneOf('stopRule', STOP_RULES) }),
    ...(fields.has('rounds') && { rounds: fields.number('rounds', { least: 1, most: 1000, whole: true }) }),
    ...(fields.has('postCopyAfterRounds') && {
      postCopyAfterRounds: fields.number('postCopyAfterRounds', { least: 0, most: 1000, whole: true }),
    }),
    ...(fields.has('maxPostCopyBandwidth') && {
      maxPostCopyBandwidthBytesPerSecond: readCap(fields, 'maxPostCopyBandwidth'),
    }),
    ...(fields.has('returnPath') && { returnPath: fields.flag('returnPath') }),
    ...(fields.has('xbzrleCache') && { xbzrleCacheBytes: fields.quantity('xbzrleCache', SIZE) }),
    ...(fields.has('channels') && { multifdChannels: fields.number('channels', { least: 0, most: 255, whole: true }) }),
    ...(fields.has('throttle') && {
      throttle: readThrottle(fields.raw('throttle'), [...path, 'throttle'], problems),
    }),
    ...(fields.has('dirtyLimit') && { dirtyLimitBytesPerSecond: readDirtyLimit(fields) }),
  };
}

function readCap(fields: Fields, key: string): number {
  return fields.raw(key) === UNLIMITED ? 0 : fields.quantity(key, BANDWIDTH);
}

/** `true` is QEMU's default, `false` no limit. */
function readDirtyLimit(fields: Fields): number {
  const value = fields.raw('dirtyLimit');
  if (typeof value === 'boolean') return value ? DEFAULT_DIRTY_LIMIT_BYTES_PER_SECOND : 0;
  return fields.quantity('dirtyLimit', DIRTY_LIMIT);
}

/** QEMU counts the limit in whole milliseconds. */
function readDowntime(fields: Fields, problems: ScenarioProblem[]): number {
  const limit = toMilliseconds(fields.quantity('downtimeLimit', DOWNTIME));
  if (!Number.isNaN(limit) && !Number.isInteger(limit)) {
    problems.push(problemAt([...fields.path, 'downtimeLimit'], 'must be whole milliseconds; round it.'));
  }
  return limit;
}

const PERCENT: NumberRange = { least: 1, most: 99, whole: true };

/** `true` is QEMU's defaults, `false` no throttling. */
function readThrottle(value: unknown, path: ScenarioPath, problems: ScenarioProblem[]): ThrottleParameters | null {
  if (typeof value === 'boolean') return value ? DEFAULT_THROTTLE : null;
  const fields = Fields.of(value, path, problems, THROTTLE_KEYS);
  if (fields === null) return null;
  return {
    ...DEFAULT_THROTTLE,
    ...(fields.has('initialPercent') && { initialPercent: fields.number('initialPercent', PERCENT) }),
    ...(fields.has('incrementPercent') && { incrementPercent: fields.number('incrementPercent', PERCENT) }),
    ...(fields.has('maximumPercent') && { maximumPercent: fields.number('maximumPercent', PERCENT) }),
    ...(fields.has('tailSlow') && { tailSlow: fields.flag('tailSlow') }),
    ...(fields.has('triggerPercent') && { triggerPercent: fields.number('triggerPercent', { ...PERCENT, most: 100 }) }),
  };
}
