import { formatWithOptions } from 'node:util';

/** What student code prints, kept for the check that was running. */
export class CapturedConsole {
  #left: number;
  #text = '';
  readonly #limit: number;

  constructor(characters: number) {
    this.#limit = characters;
    this.#left = characters;
  }

  /** Text printed since it was last taken. */
  take(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }

  /** The `console` that the code sees. */
  asGlobal(): Readonly<Record<string, (...values: unknown[]) => void>> {
    const print = (...values: unknown[]): void => this.#print(values);
    const nothing = (): void => undefined;
    const printing = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table'].map((name) => [name, print]);
    const silent = ['time', 'timeEnd', 'timeLog', 'count', 'group', 'groupEnd', 'clear'].map((name) => [name, nothing]);
    const assert = (held: unknown, ...values: unknown[]): void => {
      if (held !== true) this.#print(['Assertion failed:', ...values]);
    };
    return Object.freeze({ ...Object.fromEntries([...printing, ...silent]), assert }) as Record<string, () => void>;
  }

  #print(values: readonly unknown[]): void {
    if (this.#left <= 0) return;
    const line = `${formatWithOptions({ customInspect: false, depth: 4, maxArrayLength: 50 }, ...values)}\n`;
    this.#text += line.slice(0, this.#left);
    this.#left -= line.length;
    if (this.#left <= 0) this.#text += `\n[more than ${this.#limit} characters were printed; the rest is left out]\n`;
  }
}
