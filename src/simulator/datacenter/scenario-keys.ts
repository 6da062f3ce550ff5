import type { GuestSettings } from '../machine/guest-settings.ts';
import type { CommandKind } from './commands.ts';
import { CONTAINER_COMMAND_KEYS } from './containers/scenario-containers.ts';
import type { Keys } from './scenario-fields.ts';

/** `$schema` lets an editor that does not know the file's name find the schema. */
export const SCENARIO_KEYS: Keys = {
  required: ['hosts'],
  optional: ['$schema', 'title', 'description', 'seed', 'links', 'vms', 'containers', 'commands', 'expect', 'until'],
};

/** Of an entry of `hosts`. */
export const HOST_KEYS: Keys = { required: ['name', 'memory'], optional: ['cpuFeatures'] };
/** Of an entry of `links`. */
export const LINK_KEYS: Keys = { required: ['between', 'bandwidth'], optional: ['streamBandwidth', 'latency', 'up'] };
/** Of an entry of `vms`. */
export const VM_KEYS: Keys = { required: ['name', 'host', 'memory'], optional: ['guest', 'zeroShare', 'disk', 'requiredCpuFeatures', 'running'] };
/** Of the `disk` of a VM. */
export const DISK_KEYS: Keys = { required: ['size'], optional: ['writesPerSecond', 'workingSet', 'files', 'shared'] };

const WORKLOAD_KEYS: Keys = { required: ['kind', 'pagesPerSecond', 'workingSet'], optional: ['firstPage', 'changedWordsPerWrite'] };

/** Of the `guest` of a VM, by its kind. */
export const GUEST_KEYS: Readonly<Record<GuestSettings['kind'], Keys>> = {
  idle: { required: ['kind'], optional: [] },
  sequential: WORKLOAD_KEYS,
  uniform: WORKLOAD_KEYS,
  'hot-cold': { ...WORKLOAD_KEYS, required: [...WORKLOAD_KEYS.required, 'hotSet', 'hotProbability'] },
  zipf: { ...WORKLOAD_KEYS, optional: [...WORKLOAD_KEYS.optional, 'exponent'] },
  phased: { required: ['kind', 'phases'], optional: [] },
  trace: { required: ['kind', 'intervalsPerSecond', 'intervals'], optional: [] },
  counter: { required: ['kind', 'countsPerSecond'], optional: [] },
  'key-value': { required: ['kind', 'requestsPerSecond'], optional: ['keys', 'writeShare', 'flushEvery'] },
  web: { required: ['kind', 'requestsPerSecond'], optional: ['files'] },
  scribbler: { required: ['kind', 'writesPerSecond'], optional: [] },
};

/** Of a phase of a phased guest. */
export const PHASE_KEYS: Keys = { required: ['seconds', 'pagesPerSecond', 'workingSet'], optional: ['firstPage'] };

/** Of the `parameters` of a migration. */
/** A command of a scenario; time passes by itself there, and what is imported or written to a disk is not text. */
export type ScenarioCommandKind = Exclude<CommandKind, 'world.advance' | 'snapshot.import' | 'disk.writeFile'>;

const ON_VM: Keys = { required: ['at', 'kind', 'vm'], optional: [] };
const ON_HOST: Keys = { required: ['at', 'kind', 'host'], optional: [] };
const ON_SNAPSHOT: Keys = { required: [...ON_VM.required, 'snapshot'], optional: [] };

/** Of a command, by its kind. */
export const COMMAND_KEYS: Readonly<Record<ScenarioCommandKind, Keys>> = {
  'host.add': { required: ['at', 'kind', 'host', 'memory'], optional: ['cpuFeatures'] },
  'host.remove': ON_HOST,
  'host.drain': { required: ON_HOST.required, optional: ['parallel', 'parameters'] },
  'host.fail': ON_HOST,
  'host.repair': ON_HOST,
  'host.exhaust': ON_HOST,
  'link.edit': { required: ['at', 'kind', 'between'], optional: ['bandwidth', 'streamBandwidth', 'latency', 'up'] },
  'vm.create': { required: [...ON_VM.required, 'host', 'memory'], optional: ['guest', 'zeroShare', 'disk', 'requiredCpuFeatures'] },
  'vm.start': ON_VM,
  'vm.pause': ON_VM,
  'vm.resume': ON_VM,
  'vm.stop': ON_VM,
  'vm.delete': ON_VM,
  'vm.break': { required: [...ON_VM.required, 'damage'], optional: [] },
  'vm.snapshot': { required: ON_VM.required, optional: ['name', 'description', 'method', 'contents', 'quiesce'] },
  'vm.cancelSnapshot': ON_VM,
  'vm.migrate': { required: [...ON_VM.required, 'to'], optional: ['parameters'] },
  'vm.attachClients': { required: [...ON_VM.required, 'requestsPerSecond'], optional: ['microsecondsPerRequest'] },
  'vm.detachClients': ON_VM,
  'vm.connect': { required: ON_VM.required, optional: ['peer', 'requestEvery', 'giveUpAfter', 'keepAlive'] },
  'vm.disconnect': { required: [...ON_VM.required, 'peer'], optional: ['how'] },
  'vm.setGenerationId': { required: [...ON_VM.required, 'present'], optional: [] },
  'vm.setOutputCommit': { required: [...ON_VM.required, 'every'], optional: [] },
  'vm.returnToCheckpoint': ON_VM,
  'vm.replicate': { required: [...ON_VM.required, 'to'], optional: ['every'] },
  'vm.stopReplication': ON_VM,
  'vm.failOver': ON_VM,
  'vm.cancelMigration': ON_VM,
  'vm.startPostCopy': ON_VM,
  'vm.recoverMigration': ON_VM,
  'snapshot.rollback': ON_SNAPSHOT,
  'snapshot.clone': { required: [...ON_SNAPSHOT.required, 'as'], optional: ['host'] },
  'snapshot.delete': ON_SNAPSHOT,
  'snapshot.rename': { required: [...ON_SNAPSHOT.required, 'name'], optional: [] },
  'snapshot.describe': { required: [...ON_SNAPSHOT.required, 'description'], optional: [] },
  'disk.overlay': ON_VM,
  'disk.commit': { required: ON_VM.required, optional: ['base', 'keepTop', 'force', 'speed'] },
  'disk.stream': { required: ON_VM.required, optional: ['base', 'speed'] },
  'disk.rebase': { required: ON_VM.required, optional: ['onto', 'unsafe', 'speed'] },
  'disk.copy': { required: ON_VM.required, optional: ['speed'] },
  'disk.cancelJob': ON_VM,
  'disk.makeDirectory': { required: [...ON_VM.required, 'path'], optional: [] },
  'disk.removeFile': { required: [...ON_VM.required, 'path'], optional: [] },
  'disk.renameFile': { required: [...ON_VM.required, 'path', 'to'], optional: [] },
  ...CONTAINER_COMMAND_KEYS,
  'storage.edit': { required: ['at', 'kind'], optional: ['bandwidth', 'free', 'works'] },
};

/** Every command that a scenario can have. */
export const COMMAND_KINDS = Object.keys(COMMAND_KEYS) as [ScenarioCommandKind, ...ScenarioCommandKind[]];
/** Every guest that a VM can have. */
export const GUEST_KINDS = Object.keys(GUEST_KEYS) as [GuestSettings['kind'], ...GuestSettings['kind'][]];
