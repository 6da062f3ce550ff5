/** So many things are named; of more the number is told. */
const MOST_NAMED = 5;

/** What a user hears of a damaged store: `lost` could not be recovered, null stands for everything. */
export function keptAsideText(file: string, reason: string, lost: readonly string[] | null): string {
  if (lost === null) {
    return `The saved data center could not be read: ${reason} It was kept as ${file}, and an empty data center was started.`;
  }
  const outcome = lost.length === 0 ? 'all of it was recovered' : `all was recovered but ${listed(lost)}`;
  return `The saved data center was damaged: ${reason} It was kept as ${file}, and ${outcome}.`;
}

function listed(things: readonly string[]): string {
  if (things.length > MOST_NAMED) return `${things.slice(0, MOST_NAMED).join(', ')}, and ${things.length - MOST_NAMED} more`;
  return things.length === 1 ? (things[0] as string) : `${things.slice(0, -1).join(', ')} and ${things.at(-1)}`;
}
