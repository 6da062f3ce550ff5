import type { Parsed } from './problem.ts';

export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** JSON that has been read, and where each part of it stands in the text. */
export interface JsonText {
  readonly value: unknown;
  /** Place of the value at this path, or of the nearest part around it that is there. */
  placeOf(path: readonly (string | number)[]): TextPlace;
}

/** Reads JSON; a mistake in its writing is told with its place. */
export function readJson(text: string): Parsed<JsonText> {
  const reader = new JsonReader(text);
  try {
    const value = reader.readAll();
    return { ok: true, value: { value, placeOf: (path) => placeAt(text, offsetOf(path, reader.offsets)) } };
  } catch (error) {
    if (!(error instanceof JsonMistake)) throw error;
    return { ok: false, problems: [{ path: [], message: error.message, ...placeAt(text, error.offset) }] };
  }
}

class JsonMistake extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

function offsetOf(path: readonly (string | number)[], offsets: ReadonlyMap<string, number>): number {
  for (let length = path.length; length > 0; length--) {
    const offset = offsets.get(keyOf(path.slice(0, length)));
    if (offset !== undefined) return offset;
  }
  return offsets.get(keyOf([])) ?? 0;
}

function placeAt(text: string, offset: number): TextPlace {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

function keyOf(path: readonly (string | number)[]): string {
  return JSON.stringify(path);
}

const DEEPEST = 100;

/** Reads a text by descending into it, noting where each value begins. */
class JsonReader {
  readonly offsets = new Map<string, number>();
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readAll(): unknown {
    const value = this.#value([]);
    this.#skip();
    if (this.#at < this.#text.length) this.#fail('Nothing may follow the end of the JSON');
    return value;
  }

  #value(path: readonly (string | number)[]): unknown {
    this.#skip();
    this.offsets.set(keyOf(path), this.#at);
    if (path.length > DEEPEST) this.#fail('This is nested too deeply');
    const next = this.#text[this.#at];
    if (next === '{') return this.#object(path);
    if (next === '[') return this.#array(path);
    if (next === '"') return this.#string();
    return this.#word();
  }

  #object(path: readonly (string | number)[]): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    this.#at++;
    while (!this.#take('}')) {
      if (entries.size > 0) this.#need(',', 'A comma or "}" is missing here');
      this.#skip();
      if (this.#text[this.#at] !== '"') this.#fail('A key in double quotes is missing here');
      const start = this.#at;
      const key = this.#string();
      // JSON.parse would silently take the last of them.
      if (entries.has(key)) this.#fail(`The key "${key}" stands here a second time; keep one of the two`, start);
      this.#need(':', 'A colon is missing here');
      entries.set(key, this.#value([...path, key]));
    }
    return Object.fromEntries(entries);
  }

  #array(path: readonly (string | number)[]): unknown[] {
    const values: unknown[] = [];
    this.#at++;
    while (!this.#take(']')) {
      if (values.length > 0) this.#need(',', 'A comma or "]" is missing here');
      values.push(this.#value([...path, values.length]));
    }
    return values;
  }

  #string(): string {
    const found = this.#match(/"(?:[^"\\\n]|\\.)*"/y);
    if (found === null) this.#fail('This text lacks its closing quotation mark');
    return this.#parse(found) as string;
  }

  #word(): unknown {
    const found = this.#match(/-?\d[\d.eE+-]*|true|false|null/y);
    if (found === null) this.#fail(this.#at >= this.#text.length ? 'The file ends too early' : 'A value is missing here');
    return this.#parse(found);
  }

  #parse(found: string): unknown {
    try {
      return JSON.parse(found);
    } catch {
      return this.#fail(`${found} is not valid JSON`, this.#at - found.length);
    }
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }

  #take(character: string): boolean {
    this.#skip();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #need(character: string, message: string): void {
    if (!this.#take(character)) this.#fail(message);
  }

  #skip(): void {
    this.#match(/[\s\uFEFF]*/y);
  }

  #fail(message: string, offset = this.#at): never {
    throw new JsonMistake(`${message}.`, offset);
  }
}
