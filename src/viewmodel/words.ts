/** Pieces of sentences. */

/** "a", "a and b", "a, b and c"; empty for none. */
export function listed(things: readonly string[]): string {
  const last = things.at(-1) ?? '';
  return things.length < 2 ? last : `${things.slice(0, -1).join(', ')} and ${last}`;
}

/** With a capital letter at its beginning. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** A sentence without its full stop, to be a part of another one. */
export function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
