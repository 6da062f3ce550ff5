import type { Row } from './row.ts';

/** What to draw again: nothing, everything, or the rows with these ids (each with all below it). */
export type RowChanges = 'none' | 'all' | readonly string[];

/** The smallest set of rows to draw again so that `before` becomes `after`. */
export function changedRows(before: readonly Row[], after: readonly Row[]): RowChanges {
  if (!sameIds(before, after)) return 'all';
  // A row that went from one parent to another must leave the one as it comes to the other.
  if (movedRows(before, after).length > 0) return 'all';
  const changed = after.flatMap((row, index) => changedBelow(before[index] ?? row, row));
  return changed.length === 0 ? 'none' : changed;
}

function changedBelow(before: Row, after: Row): readonly string[] {
  if (before === after) return [];
  if (!looksAlike(before, after) || !sameIds(before.children, after.children)) return [after.id];
  return after.children.flatMap((child, index) => changedBelow(before.children[index] ?? child, child));
}

function looksAlike(one: Row, other: Row): boolean {
  return (
    one.label === other.label &&
    one.description === other.description &&
    one.tooltip === other.tooltip &&
    one.icon === other.icon &&
    one.colour === other.colour &&
    one.context === other.context &&
    one.spoken === other.spoken
  );
}

function sameIds(one: readonly Row[], other: readonly Row[]): boolean {
  return one.length === other.length && one.every((row, index) => row.id === other[index]?.id);
}

/** Ids of the rows that went from one parent to another. */
export function movedRows(before: readonly Row[], after: readonly Row[]): readonly string[] {
  const parents = parentsOf(before);
  return [...parentsOf(after)].flatMap(([id, parent]) => {
    const previous = parents.get(id);
    return previous === undefined || previous === parent ? [] : [id];
  });
}

function parentsOf(rows: readonly Row[], parent = '', into = new Map<string, string>()): Map<string, string> {
  for (const row of rows) {
    into.set(row.id, parent);
    parentsOf(row.children, row.id, into);
  }
  return into;
}
