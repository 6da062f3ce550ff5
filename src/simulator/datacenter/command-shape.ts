import { CAPABILITIES } from '../container/credentials/capability.ts';
import { NAMESPACE_KINDS } from '../container/namespaces/namespace.ts';
import { NO_IO_LIMITS } from '../container/cgroup/cgroup.ts';
import type { Limits, Walls } from '../container/oci/walls.ts';
import { DAMAGES } from '../machine/damage.ts';
import type { GuestSettings } from '../machine/guest-settings.ts';
import { DEFAULT_PARAMETERS } from '../migration/parameters.ts';
import { SNAPSHOT_CONTENTS, SNAPSHOT_METHODS } from '../snapshot/saved-state.ts';
import { suggestion } from './closest-name.ts';
import { COMMAND_PARTS } from './command-parts.ts';
import type { Command, CommandKind } from './commands.ts';
import { require } from './refusal.ts';

interface Form {
  readonly fits: (value: unknown) => boolean;
  /** What it must be, such as "a text". */
  readonly is: string;
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const EVERY_GUEST: Readonly<Record<GuestSettings['kind'], true>> = {
  idle: true, counter: true, sequential: true, uniform: true, 'hot-cold': true, zipf: true, phased: true, trace: true, 'key-value': true, web: true, scribbler: true,
};
const GUESTS = Object.keys(EVERY_GUEST);

const TEXT: Form = { fits: isText, is: 'a text' };
const TEXTS: Form = { fits: isTexts, is: 'a list of texts' };
const FLAG: Form = { fits: (value) => typeof value === 'boolean', is: 'true or false' };
const SCREEN_SIZE: Form = { fits: (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 10_000, is: 'a whole number from 1 to 10000' };
const OBJECT: Form = { fits: isObject, is: 'an object' };

function oneOf(choices: readonly string[]): Form {
  return { fits: (value) => choices.includes(value as string), is: `one of ${choices.join(', ')}` };
}

function isBytes(value: unknown): boolean {
  return Array.isArray(value) && value.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255);
}

function isExport(value: unknown): boolean {
  return isObject(value) && 'header' in value && isText(value.header) && 'tables' in value && value.tables instanceof Map && 'states' in value && value.states instanceof Map;
}

function isWalls(value: unknown): boolean {
  if (isText(value)) return true;
  if (!isObject(value)) return false;
  const { namespaces, root, capabilities, seccomp, limits } = value as Partial<Walls>;
  const fitsSeccomp = seccomp === null || isTexts(seccomp);
  return isKnown(namespaces, NAMESPACE_KINDS) && isKnown([root], ['none', 'chroot', 'pivot_root']) && isKnown(capabilities, CAPABILITIES) && fitsSeccomp && isLimits(limits);
}

const LIMITS = ['cpus', 'cpuWeight', 'memoryBytes', 'processes'] as const satisfies readonly (keyof Limits)[];
const IO_LIMITS = Object.keys(NO_IO_LIMITS);

function isLimits(value: unknown): boolean {
  if (!isObject(value)) return false;
  const limits = value as Record<string, unknown>;
  const { io } = limits;
  return LIMITS.every((limit) => isLimit(limits[limit])) && isObject(io) && IO_LIMITS.every((limit) => isLimit((io as Record<string, unknown>)[limit]));
}

function isLimit(value: unknown): boolean {
  return value === null || (typeof value === 'number' && value > 0);
}

function isKnown(values: unknown, known: readonly string[]): boolean {
  return isTexts(values) && (values as string[]).every((value) => known.includes(value));
}

/** A part means the same in every command that has it. */
const FORMS: Readonly<Record<string, Form>> = {
  host: TEXT,
  container: TEXT,
  terminal: TEXT,
  checkpoint: TEXT,
  leaveRunning: FLAG,
  tcpEstablished: FLAG,
  lazyPages: FLAG,
  text: TEXT,
  columns: SCREEN_SIZE,
  rows: SCREEN_SIZE,
  image: TEXT,
  publish: TEXTS,
  walls: { fits: isWalls, is: 'the name of a preset, or an object with namespaces, root, capabilities, seccomp and limits, null for none' },
  vm: TEXT,
  to: TEXT,
  snapshot: TEXT,
  name: TEXT,
  peer: TEXT,
  as: TEXT,
  how: { fits: (value) => value === 'close' || value === 'leave', is: '"close" or "leave"' },
  present: FLAG,
  everyMilliseconds: { fits: (value) => typeof value === 'number', is: 'a number' },
  description: TEXT,
  between: { fits: (value) => isTexts(value) && (value as string[]).length === 2, is: 'the names of two hosts' },
  cpuFeatures: TEXTS,
  requiredCpuFeatures: TEXTS,
  up: FLAG,
  damage: oneOf(DAMAGES),
  parameters: OBJECT,
  works: FLAG,
  base: TEXT,
  onto: TEXT,
  path: TEXT,
  keepTop: FLAG,
  force: FLAG,
  unsafe: FLAG,
  bytes: { fits: isBytes, is: 'a list of numbers from 0 to 255' },
  quiesce: FLAG,
  method: oneOf(SNAPSHOT_METHODS),
  contents: oneOf(SNAPSHOT_CONTENTS),
  exported: { fits: isExport, is: 'an exported snapshot' },
  guest: {
    fits: (value) => isObject(value) && 'kind' in value && GUESTS.includes(value.kind as string),
    is: `an object whose kind is one of ${GUESTS.join(', ')}`,
  },
};

/** Refuses what only looks like a command: other extensions and scripts are not held to the types. */
export function requireCommand(command: unknown): asserts command is Command {
  require(isObject(command) && 'kind' in command && isText(command.kind), () => 'A command is an object with a kind.');
  const { kind, ...parts } = command as { kind: string } & Record<string, unknown>;
  require(Object.hasOwn(COMMAND_PARTS, kind), () => `There is no command "${kind}"${suggestion(kind, Object.keys(COMMAND_PARTS))}`);
  const known: Readonly<Record<string, boolean>> = COMMAND_PARTS[kind as CommandKind];
  for (const [name, isNeeded] of Object.entries(known)) {
    require(!isNeeded || parts[name] !== undefined, () => `The command "${kind}" needs "${name}", which is ${FORMS[name]?.is}.`);
  }
  for (const [name, value] of Object.entries(parts)) {
    require(Object.hasOwn(known, name), () => `The command "${kind}" has no "${name}"${suggestion(name, Object.keys(known))}`);
    const form = Object.hasOwn(FORMS, name) ? FORMS[name] : undefined;
    if (value === undefined || form === undefined) continue;
    require(form.fits(value), () => `In the command "${kind}", "${name}" must be ${form.is}.`);
  }
  requireParameterNames(parts['parameters']);
}

function requireParameterNames(parameters: unknown): void {
  const names = Object.keys(DEFAULT_PARAMETERS);
  for (const name of Object.keys(parameters ?? {})) {
    require(names.includes(name), () => `A migration has no parameter "${name}"${suggestion(name, names)}`);
  }
}
