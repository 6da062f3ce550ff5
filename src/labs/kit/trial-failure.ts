/** Something in a student's migration that does not hold, told in a sentence; no exception of their own. */
export class TrialFailure extends Error {
  override readonly name = 'TrialFailure';
}

/**
 * Gives an error the stack of this moment. An effect that fails is thrown at the `yield*` that asked for it, but was
 * made far from there; whoever called the port is on the stack only now.
 */
export function placeHere(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const here = new Error('here').stack?.replace(/^[^\n]*\n/, '') ?? '';
  Object.defineProperty(error, 'stack', { value: `${error.name}: ${error.message}\n${here}`, configurable: true, writable: true });
  return error;
}
