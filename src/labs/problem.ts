/** A mistake in a file, with its place. */
interface Problem {
  /** Keys and indices from the top of the JSON to the mistake; empty for the file as a whole. */
  readonly path: readonly (string | number)[];
  /** One sentence that says what is wrong and what would be right. */
  readonly message: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
}

export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly Problem[] };
