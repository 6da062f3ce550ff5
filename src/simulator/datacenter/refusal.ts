/** A command that cannot be carried out: one sentence that says why, and what would help. Nothing has been changed. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Refuses unless the condition holds. */
export function require(condition: boolean, sentence: () => string): asserts condition {
  if (!condition) throw new Refusal(sentence());
}
