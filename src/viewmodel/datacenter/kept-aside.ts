import { listed } from '../words.ts';

/** So many things are named; of more the number is told. */
const MOST_NAMED = 5;

/** What a user hears of a damaged store: `lost` could not be recovered, null stands for everything. */
export function keptAsideText(file: string, reason: string, lost: readonly string[] | null): string {
  if (lost === null) {
    return `The saved data center could not be read: ${reason} It was kept as ${file}, and an empty data center was started.`;
  }
  const outcome = lost.length === 0 ? 'all of it was recovered' : `all was recovered but ${summed(lost)}`;
  return `The saved data center was damaged: ${reason} It was kept as ${file}, and ${outcome}.`;
}

function summed(things: readonly string[]): string {
  return things.length > MOST_NAMED ? `${things.slice(0, MOST_NAMED).join(', ')}, and ${things.length - MOST_NAMED} more` : listed(things);
}
