import { NO_IO_LIMITS } from '../../container/cgroup/cgroup.ts';
import { CAPABILITIES, type Capability } from '../../container/credentials/capability.ts';
import { NAMESPACE_KINDS, type NamespaceKind } from '../../container/namespaces/namespace.ts';
import { CALL_GROUPS, callsOf } from '../../container/oci/call-groups.ts';
import { type Limits, WALL_PRESETS, type WallPreset, type Walls } from '../../container/oci/walls.ts';
import type { Command, CommandKind } from '../commands.ts';
import type { PlacedCommand, ScenarioPath, ScenarioProblem } from '../scenario.ts';
import { Fields, type Keys, problemAt } from '../scenario-fields.ts';
import { BANDWIDTH, SIZE } from '../scenario-quantities.ts';
import { suggestion } from '../closest-name.ts';
import { MOVE_KEYS, readMove } from './scenario-moves.ts';

/** The commands on containers that a scenario can have. */
type ScenarioContainerKind = Extract<CommandKind, `container.${string}`>;

const ON_CONTAINER: Keys = { required: ['at', 'kind', 'container'], optional: [] };
const PRESETS = Object.keys(WALL_PRESETS) as [WallPreset, ...WallPreset[]];

const CONTAINER_KEYS: Keys = { required: ['name', 'host'], optional: ['image', 'walls', 'publish', 'started', 'files'] };
const WALLS_KEYS: Keys = {
  required: [], optional: ['preset', 'namespaces', 'root', 'capabilities', 'seccomp', 'noNewPrivileges', 'readOnlyRoot', 'closesHandles', 'limits'],
};
const LIMIT_KEYS: Keys = {
  required: [], optional: ['cpus', 'cpuWeight', 'memory', 'processes', 'readBandwidth', 'writeBandwidth', 'readsPerSecond', 'writesPerSecond'],
};
const FILE_KEYS: Keys = { required: ['path'], optional: ['text'] };

/** The keys of each command on containers. */
export const CONTAINER_COMMAND_KEYS: Readonly<Record<ScenarioContainerKind, Keys>> = {
  'container.create': { required: [...ON_CONTAINER.required, 'host'], optional: ['image', 'walls', 'publish'] },
  'container.start': ON_CONTAINER,
  'container.stop': ON_CONTAINER,
  'container.delete': ON_CONTAINER,
  'container.type': { required: [...ON_CONTAINER.required, 'terminal', 'text'], optional: [] },
  'container.interrupt': { required: [...ON_CONTAINER.required, 'terminal'], optional: [] },
  'container.writeFile': { required: [...ON_CONTAINER.required, 'path', 'text'], optional: [] },
  'container.makeDirectory': { required: [...ON_CONTAINER.required, 'path'], optional: [] },
  'container.removeFile': { required: [...ON_CONTAINER.required, 'path'], optional: [] },
  'container.renameFile': { required: [...ON_CONTAINER.required, 'path', 'to'], optional: [] },
  ...MOVE_KEYS,
};

/** Reads a command on a container. */
export function readContainerCommand(kind: ScenarioContainerKind, fields: Fields, problems: ScenarioProblem[]): Command {
  switch (kind) {
    case 'container.create':
      return readCreation(fields, fields.name('container'), problems);
    case 'container.start':
    case 'container.stop':
    case 'container.delete':
      return { kind, container: fields.text('container') };
    case 'container.type':
      return { kind, container: fields.text('container'), terminal: fields.text('terminal'), text: fields.text('text') };
    case 'container.interrupt':
      return { kind, container: fields.text('container'), terminal: fields.text('terminal') };
    case 'container.writeFile':
      return { kind, container: fields.text('container'), path: fields.text('path'), text: fields.text('text') };
    case 'container.makeDirectory':
    case 'container.removeFile':
      return { kind, container: fields.text('container'), path: fields.text('path') };
    case 'container.renameFile':
      return { kind, container: fields.text('container'), path: fields.text('path'), to: fields.text('to') };
    default:
      return readMove(kind, fields, problems);
  }
}

/** A container that is there at the start: made, given its files, and started unless the entry says otherwise. */
export function readContainerEntry(value: unknown, path: ScenarioPath, problems: ScenarioProblem[]): PlacedCommand[] {
  const fields = Fields.of(value, path, problems, CONTAINER_KEYS);
  if (fields === null) return [];
  const container = fields.name('name');
  const isStarted = fields.has('started') ? fields.flag('started') : true;
  return [
    { path, command: readCreation(fields, container, problems) },
    ...fields.list('files').flatMap((file) => readFile(container, file.value, file.path, problems)),
    ...(isStarted ? [{ path, command: { kind: 'container.start', container } as const }] : []),
  ];
}

/** A path that ends in a slash is a directory. */
function readFile(container: string, value: unknown, path: ScenarioPath, problems: ScenarioProblem[]): PlacedCommand[] {
  const fields = Fields.of(value, path, problems, FILE_KEYS);
  if (fields === null) return [];
  const name = fields.text('path');
  if (name.endsWith('/') && fields.has('text')) problems.push(problemAt([...path, 'text'], 'has no place in a directory; take it away, or take the slash from the end of the path.'));
  const command: Command = name.endsWith('/')
    ? { kind: 'container.makeDirectory', container, path: name.slice(0, -1) }
    : { kind: 'container.writeFile', container, path: name, text: fields.has('text') ? fields.text('text') : '' };
  return [{ path, command }];
}

function readCreation(fields: Fields, container: string, problems: ScenarioProblem[]): Command {
  return {
    kind: 'container.create', container, host: fields.text('host'),
    ...(fields.has('image') && { image: fields.text('image') }),
    ...(fields.has('walls') && { walls: readWalls(fields, problems) }),
    ...(fields.has('publish') && { publish: fields.texts('publish') }),
  };
}

/** A preset's name, or a preset with some walls changed; `full` where none is named. */
function readWalls(fields: Fields, problems: ScenarioProblem[]): Walls | string {
  if (typeof fields.raw('walls') === 'string') return fields.oneOf('walls', PRESETS);
  const own = Fields.of(fields.raw('walls'), [...fields.path, 'walls'], problems, WALLS_KEYS);
  if (own === null) return 'full';
  const preset: Walls = WALL_PRESETS[own.has('preset') ? own.oneOf('preset', PRESETS) : 'full'];
  return {
    namespaces: own.has('namespaces') ? choices<NamespaceKind>(own, 'namespaces', NAMESPACE_KINDS, problems) : preset.namespaces,
    root: own.has('root') ? own.oneOf('root', ['pivot_root', 'chroot', 'none']) : preset.root,
    capabilities: own.has('capabilities') ? choices<Capability>(own, 'capabilities', CAPABILITIES, problems) : preset.capabilities,
    seccomp: own.has('seccomp') ? readSeccomp(own, problems) : preset.seccomp,
    noNewPrivileges: own.has('noNewPrivileges') ? own.flag('noNewPrivileges') : preset.noNewPrivileges,
    readOnlyRoot: own.has('readOnlyRoot') ? own.flag('readOnlyRoot') : preset.readOnlyRoot,
    closesHandles: own.has('closesHandles') ? own.flag('closesHandles') : preset.closesHandles,
    limits: own.has('limits') ? readLimits(own, problems) : preset.limits,
  };
}

/** The names of the groups of calls that are allowed; `false` allows all. */
function readSeccomp(fields: Fields, problems: ScenarioProblem[]): Walls['seccomp'] {
  if (fields.raw('seccomp') === false) return null;
  return callsOf(choices(fields, 'seccomp', CALL_GROUPS.map(({ name }) => name), problems));
}

function choices<Choice extends string>(fields: Fields, key: string, known: readonly Choice[], problems: ScenarioProblem[]): readonly Choice[] {
  return fields.list(key).flatMap(({ value, path }) => {
    const found = known.find((choice) => choice === value);
    if (found !== undefined) return [found];
    problems.push(problemAt(path, typeof value === 'string' ? `is "${value}"${suggestion(value, known)}` : 'must be a text in quotes.'));
    return [];
  });
}

/** What is not named is not limited. */
function readLimits(walls: Fields, problems: ScenarioProblem[]): Limits {
  const fields = Fields.of(walls.raw('limits'), [...walls.path, 'limits'], problems, LIMIT_KEYS);
  const none: Limits = { cpus: null, cpuWeight: null, memoryBytes: null, processes: null, io: NO_IO_LIMITS };
  if (fields === null) return none;
  const count = (key: string, most: number, least = 1): number | null => (fields.has(key) ? fields.number(key, { least, most, whole: true }) : null);
  return {
    cpus: fields.has('cpus') ? fields.number('cpus', { least: 0.01, most: 64, whole: false }) : null,
    cpuWeight: count('cpuWeight', 10_000),
    memoryBytes: fields.has('memory') ? fields.quantity('memory', SIZE) : null,
    processes: count('processes', 32_768),
    io: {
      readBytes: fields.has('readBandwidth') ? fields.quantity('readBandwidth', BANDWIDTH) : null,
      writeBytes: fields.has('writeBandwidth') ? fields.quantity('writeBandwidth', BANDWIDTH) : null,
      readOperations: count('readsPerSecond', 1_000_000, 2),
      writeOperations: count('writesPerSecond', 1_000_000, 2),
    },
  };
}
