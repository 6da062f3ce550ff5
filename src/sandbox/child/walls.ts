import { registerHooks } from 'node:module';
import { URL } from 'node:url';
import { PACK_FOLDER, STUDENT_FOLDER } from '../messages.ts';
import { realGlobal } from './real-global.ts';
import { LANGUAGE_GLOBALS } from './language-globals.ts';
import { ImportRefused } from './import-refused.ts';

/** Where the child's own two modules lie. */
export interface OwnModules {
  readonly vitest: string;
  readonly virtlab: string;
}

/** What code of the run finds beside the language itself. Everything else of Node's is taken away. */
const KEPT_HOST_GLOBALS = [
  'structuredClone', 'queueMicrotask', 'performance', 'TextEncoder', 'TextDecoder',
  'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate',
];

/**
 * From here on only the modules of the run can be imported, by their own scheme, and the two that VirtLab gives them.
 * Everything else, Node's builtins included, is refused with a sentence.
 */
export function closeImports(modules: ReadonlyMap<string, string>, own: OwnModules): void {
  registerHooks({
    resolve(specifier, { parentURL = '' }) {
      return { url: resolve(specifier, parentURL, modules, own), shortCircuit: true };
    },
    load(url, context, nextLoad) {
      const source = modules.get(url);
      if (source !== undefined) return { format: 'module', source, shortCircuit: true };
      return nextLoad(url, context);
    },
  });
}

function resolve(specifier: string, parent: string, modules: ReadonlyMap<string, string>, own: OwnModules): string {
  if (parent === own.vitest && modules.has(specifier)) return specifier;
  const refusal = (message: string): Error => new ImportRefused(message, specifier, parent, modules.get(parent) ?? '');
  if (specifier === 'virtlab') return own.virtlab;
  if (specifier === 'vitest' && parent.startsWith(PACK_FOLDER)) return own.vitest;
  if (/^\.\.?\//.test(specifier)) {
    const found = findBeside(specifier, parent, modules);
    if (found !== null) return found;
    throw refusal(`"${specifier}" is not among the files of this step.`);
  }
  throw refusal(`"${specifier}" cannot be imported here: only "virtlab" and the files of this step can.`);
}

/** A spec sees the student's files as if they lay beside it; a student's file sees only the student's. */
function findBeside(specifier: string, parent: string, modules: ReadonlyMap<string, string>): string | null {
  const fromPack = parent.startsWith(PACK_FOLDER);
  if (!fromPack && !parent.startsWith(STUDENT_FOLDER)) return null;
  const bases = fromPack ? [parent, STUDENT_FOLDER] : [parent];
  for (const base of bases) {
    const { href } = new URL(specifier, base);
    if (modules.has(href) && (fromPack || href.startsWith(STUDENT_FOLDER))) return href;
  }
  return null;
}

/** Takes the ways out of the global object. What the child itself needs it has taken before. */
export function closeGlobals(console: object): void {
  const kept = new Set([...LANGUAGE_GLOBALS, ...KEPT_HOST_GLOBALS]);
  for (const name of Object.getOwnPropertyNames(realGlobal)) if (!kept.has(name)) Reflect.deleteProperty(realGlobal, name);
  const process = Object.freeze({ env: Object.freeze({}), argv: Object.freeze([]) });
  define('process', process);
  define('console', console);
}

function define(name: string, value: unknown): void {
  Object.defineProperty(realGlobal, name, { value, writable: false, enumerable: false, configurable: false });
}
