/** Between two columns. */
const GAP = 2;

/**
 * Names in as few rows as fit a terminal, in columns that are read from top to bottom, as ls(1) lays them out: each
 * column as wide as its longest name.
 */
export function inColumns(names: readonly string[], width: number): string {
  for (let columns = Math.min(names.length, Math.ceil(width / (1 + GAP))); columns > 1; columns--) {
    const rows = Math.ceil(names.length / columns);
    // A column more than there are names for would stay empty.
    if (Math.ceil(names.length / rows) < columns) continue;
    const widths = Array.from({ length: columns }, (_, column) => Math.max(...names.slice(column * rows, (column + 1) * rows).map(lengthOf)));
    if (widths.reduce((sum, one) => sum + one + GAP, -GAP) >= width) continue;
    return Array.from({ length: rows }, (_, row) => `${rowText(names, row, rows, widths)}\n`).join('');
  }
  return names.map((name) => `${name}\n`).join('');
}

function rowText(names: readonly string[], row: number, rows: number, widths: readonly number[]): string {
  const cells = names.filter((_, index) => index % rows === row);
  return cells.map((name, column) => (column === cells.length - 1 ? name : name + ' '.repeat((widths[column] ?? 0) + GAP - lengthOf(name)))).join('');
}

function lengthOf(name: string): number {
  return [...name].length;
}
