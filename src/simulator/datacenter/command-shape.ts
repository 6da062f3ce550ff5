import { DAMAGES } from '../machine/damage.ts';
import type { GuestSettings } from '../machine/guest-settings.ts';
import { SNAPSHOT_CONTENTS, SNAPSHOT_METHODS } from '../snapshot/saved-state.ts';
import { suggestion } from './closest-name.ts';
import type { Command, CommandKind } from './commands.ts';
import { require } from './refusal.ts';

/** What a command of each kind is nothing without; amounts are checked where they are used. */
const NEEDED: Readonly<Record<CommandKind, readonly string[]>> = {
  'world.advance': [],
  'host.add': ['host'],
  'host.remove': ['host'],
  'host.drain': ['host'],
  'host.fail': ['host'],
  'host.repair': ['host'],
  'host.exhaust': ['host'],
  'link.edit': ['between'],
  'vm.create': ['vm', 'host', 'guest'],
  'vm.start': ['vm'],
  'vm.pause': ['vm'],
  'vm.resume': ['vm'],
  'vm.stop': ['vm'],
  'vm.delete': ['vm'],
  'vm.break': ['vm', 'damage'],
  'vm.snapshot': ['vm'],
  'vm.cancelSnapshot': ['vm'],
  'vm.migrate': ['vm', 'to'],
  'vm.attachClients': ['vm'],
  'vm.detachClients': ['vm'],
  'vm.connect': ['vm'],
  'vm.disconnect': ['vm', 'peer'],
  'vm.setGenerationId': ['vm', 'present'],
  'vm.setOutputCommit': ['vm', 'everyMilliseconds'],
  'vm.returnToCheckpoint': ['vm'],
  'vm.cancelMigration': ['vm'],
  'vm.startPostCopy': ['vm'],
  'vm.recoverMigration': ['vm'],
  'snapshot.rollback': ['vm', 'snapshot'],
  'snapshot.clone': ['vm', 'snapshot', 'as'],
  'snapshot.delete': ['vm', 'snapshot'],
  'snapshot.rename': ['vm', 'snapshot', 'name'],
  'snapshot.describe': ['vm', 'snapshot', 'description'],
  'snapshot.import': ['vm', 'exported'],
  'disk.overlay': ['vm'],
  'disk.commit': ['vm'],
  'disk.stream': ['vm'],
  'disk.rebase': ['vm'],
  'disk.copy': ['vm'],
  'disk.cancelJob': ['vm'],
  'disk.writeFile': ['vm', 'path', 'bytes'],
  'disk.makeDirectory': ['vm', 'path'],
  'disk.removeFile': ['vm', 'path'],
  'disk.renameFile': ['vm', 'path', 'to'],
  'storage.edit': [],
};

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

/** A part means the same in every command that has it. */
const FORMS: Readonly<Record<string, Form>> = {
  host: TEXT,
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
  require(Object.hasOwn(NEEDED, kind), () => `There is no command "${kind}"${suggestion(kind, Object.keys(NEEDED))}`);
  for (const name of NEEDED[kind as CommandKind]) {
    require(parts[name] !== undefined, () => `The command "${kind}" needs "${name}", which is ${FORMS[name]?.is}.`);
  }
  for (const [name, value] of Object.entries(parts)) {
    const form = Object.hasOwn(FORMS, name) ? FORMS[name] : undefined;
    if (value === undefined || form === undefined) continue;
    require(form.fits(value), () => `In the command "${kind}", "${name}" must be ${form.is}.`);
  }
}
