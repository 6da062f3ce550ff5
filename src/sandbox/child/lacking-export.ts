import type { Place } from '../../labs/verdict.ts';
import { STUDENT_FOLDER } from '../messages.ts';
import { exportsOf } from './checked-export.ts';

const LACKING = /module '([^']+)' does not provide an export named '([^']+)'/;
/** What a file takes from `virtlab` by name. */
const FROM_VIRTLAB = /import\s*\{([^}]*)\}\s*from\s*['"]virtlab['"]/g;

/** What is wrong where a file imports a name that another does not export, and where that is; null for other errors. */
export function lackingExport({ message }: SyntaxError, modules: ReadonlyMap<string, string>): { readonly message: string; readonly place: Place } | null {
  const [, specifier = '', name = ''] = LACKING.exec(message) ?? [];
  if (specifier.startsWith('./')) return notExported(specifier.slice(2), name, modules);
  return specifier === 'virtlab' ? notOfVirtlab(name, modules) : null;
}

/** A file of the student lacks what a spec, or another of their files, wants to try. */
function notExported(file: string, name: string, modules: ReadonlyMap<string, string>) {
  const text = modules.get(STUDENT_FOLDER + encodeURI(file)) ?? '';
  const { names, defaultName } = exportsOf(text);
  const declared = new RegExp(`^[ \\t]*(?:async\\s+)?(?:function\\s*\\*?|class|const|let)\\s*${name}\\b`, 'mu').exec(text);
  const place = placeAt(file, text, declared?.index ?? 0);
  const lacks = `${file} does not export "${name}":`;
  if (declared !== null) return { message: `${lacks} write "export" before it.`, place };
  if (defaultName === name) return { message: `${lacks} leave out "default" behind "export".`, place };
  const others = names.length === 0 ? 'nothing of that name is in it.' : `it exports ${names.map((each) => `"${each}"`).join(', ')}; check the name.`;
  return { message: `${lacks} ${others}`, place };
}

/** A name that a student's file imports is not there: misspelt, or a type, which is gone when the code runs. */
function notOfVirtlab(name: string, modules: ReadonlyMap<string, string>) {
  for (const [url, text] of modules) {
    if (!url.startsWith(STUDENT_FOLDER)) continue;
    for (const { 0: clause, 1: names = '', index } of text.matchAll(FROM_VIRTLAB)) {
      const within = new RegExp(`(?<![\\w$])${name}(?![\\w$])`, 'u').exec(names)?.index;
      if (within === undefined) continue;
      const place = placeAt(decodeURI(url.slice(STUDENT_FOLDER.length)), text, index + clause.indexOf(names) + within);
      return { message: `"virtlab" has no "${name}" when the code runs: check the name, or write "type ${name}" if it is a type.`, place };
    }
  }
  return null;
}

function placeAt(file: string, text: string, index: number): Place {
  const before = text.slice(0, index).split('\n');
  return { origin: 'student', file, line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
