/** The one of `names` that a mistyped `name` most likely stands for, or null if none is near. */
export function closestName(name: string, names: Iterable<string>): string | null {
  const wanted = name.toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    const begins = wanted.length > 2 && candidate.toLowerCase().startsWith(wanted);
    const distance = begins ? 1 : editDistance(wanted, candidate.toLowerCase());
    if (distance >= bestDistance || distance >= candidate.length) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** `"; did you mean "beta"?"`, or what there is to choose from if nothing is near. */
export function suggestion(name: string, names: Iterable<string>): string {
  const known = [...names];
  const closest = closestName(name, known);
  if (closest !== null) return `; did you mean "${closest}"?`;
  if (known.length === 0 || known.length > 12) return '.';
  return `; there ${known.length === 1 ? 'is' : 'are'} ${known.map((each) => `"${each}"`).join(', ')}.`;
}

/** `There are: alpha, beta.`, or of very many the nearest name alone; `There is none yet.` */
export function choiceOf(name: string, names: Iterable<string>): string {
  const known = [...names];
  if (known.length === 0) return 'There is none yet.';
  if (known.length <= MOST_NAMES) return `There are: ${known.join(', ')}.`;
  const closest = closestName(name, known);
  return closest === null ? `There are ${known.length} others.` : `Did you mean "${closest}"?`;
}

/** Of more nobody reads the names. */
const MOST_NAMES = 50;

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] as number;
}
