import type { PathStat } from '../../simulator/index.ts';

/** A file that is not the same at two moments, and where it is at all. */
export interface FileDifference {
  readonly path: string;
  readonly inFirst: boolean;
  readonly inSecond: boolean;
}

/** Files that came, went or have another content, by path. Directories count by what is in them. */
export function fileDifferences(first: readonly PathStat[], second: readonly PathStat[]): readonly FileDifference[] {
  const [one, other] = [filesIn(first), filesIn(second)];
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((path) => one.get(path) !== other.get(path))
    .sort((a, b) => (a < b ? -1 : 1))
    .map((path) => ({ path, inFirst: one.has(path), inSecond: other.has(path) }));
}

function filesIn(paths: readonly PathStat[]): ReadonlyMap<string, string> {
  return new Map(paths.filter(({ type }) => type === 'file').map(({ path, size, checksum }) => [path, `${size} ${checksum}`]));
}
