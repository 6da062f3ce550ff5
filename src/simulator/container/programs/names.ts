import type { ProcessView } from './process-view.ts';

/** The names of users and groups by their numbers; a number without a name stands for itself. */
export interface Names {
  readonly user: (id: number) => string;
  readonly group: (id: number) => string;
}

/** Where there are no names: every number stands for itself. */
export const NUMBERS: Names = { user: String, group: String };

/** The names that /etc/passwd and /etc/group of this root directory have. */
export function namesOf(process: ProcessView): Names {
  const users = readTable(process, '/etc/passwd');
  const groups = readTable(process, '/etc/group');
  // A root without a table of groups has those of its users.
  return { user: (id) => users.get(id) ?? String(id), group: (id) => groups.get(id) ?? users.get(id) ?? String(id) };
}

/** The lines of a table such as `root:x:0:…`: name by number. */
function readTable(process: ProcessView, path: string): ReadonlyMap<number, string> {
  if (!process.call('access', path, ['read']).ok) return new Map();
  const lines = process.readFile(path).split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => line.split(':')).map(([name = '', , id = '']) => [Number(id), name]));
}
