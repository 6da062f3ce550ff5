/** What a command was called with, made of a tree element, a plain object, or nothing. */
export type CommandArguments = Readonly<Record<string, unknown>>;

/**
 * Reads the first argument of a command. A tree element carries what it stands for as `target`; a key binding says
 * `{ "from": "selection" }` and means what is selected in the tree.
 */
export function argumentsOf(raw: unknown, selection: () => CommandArguments | undefined): CommandArguments {
  if (!isRecord(raw)) return {};
  if (raw['from'] === 'selection') return selection() ?? {};
  return isRecord(raw['target']) ? raw['target'] : raw;
}

/** A text among the arguments, if it is one. */
export function textOf(given: CommandArguments, name: string): string | undefined {
  const value = given[name];
  return typeof value === 'string' ? value : undefined;
}

/** A number among the arguments, if it is one. */
export function numberOf(given: CommandArguments, name: string): number | undefined {
  const value = given[name];
  return typeof value === 'number' ? value : undefined;
}

/** Whether a value is a plain object with keys, not a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
