/** The mistakes found so far, by path. */
export class Mistakes {
  readonly found: { readonly path: JsonPath; readonly message: string }[] = [];

  add(path: JsonPath, message: string): void {
    this.found.push({ path, message });
  }
}

export type JsonPath = readonly (string | number)[];

/** One object of the file. A key that is wrong is noted and read as a harmless value, so that all mistakes are found. */
export class ObjectReader {
  readonly path: JsonPath;
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #mistakes: Mistakes;
  readonly #read = new Set<string>();

  constructor(value: unknown, path: JsonPath, mistakes: Mistakes) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isObject) mistakes.add(path, `${nameOf(path)} must be an object in braces.`);
    this.#values = isObject ? (value as Record<string, unknown>) : {};
    this.path = path;
    this.#mistakes = mistakes;
  }

  /** Text that must be there and not be empty. */
  text(key: string): string {
    return this.#take(key, 'text in quotes', (value) => typeof value === 'string' && value.trim() !== '', '');
  }

  /** Lower-case words joined by hyphens: what files, links and progress name a thing by. */
  id(key: string): string {
    const id = this.text(key);
    if (id !== '' && !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id)) {
      this.#note(key, `"${id}" is not an id: use small letters, digits and single hyphens, such as "first-steps".`);
    }
    return id;
  }

  /** A path inside the pack. */
  file(key: string): string {
    const path = this.text(key);
    if (path !== '') this.#checkPath(key, path);
    return path;
  }

  number(key: string, least: number, most: number): number {
    const fits = (value: unknown): boolean => typeof value === 'number' && value >= least && value <= most;
    return this.#take(key, `a number from ${least} to ${most}`, fits, least);
  }

  flag(key: string, otherwise: boolean): boolean {
    if (!this.has(key)) return otherwise;
    return this.#take(key, 'true or false', (value) => typeof value === 'boolean', otherwise);
  }

  oneOf<Word extends string>(key: string, words: readonly [Word, ...Word[]]): Word {
    const list = words.map((word) => `"${word}"`).join(', ');
    return this.#take(key, `one of ${list}`, (value) => words.includes(value as Word), words[0]);
  }

  texts(key: string): readonly string[] {
    const fits = (value: unknown): boolean => Array.isArray(value) && value.every((each) => typeof each === 'string');
    return this.has(key) ? this.#take<readonly string[]>(key, 'a list of texts', fits, []) : this.#skip(key, []);
  }

  list<Item>(key: string, read: (item: ObjectReader) => Item): readonly Item[] {
    if (!this.has(key)) return this.#skip(key, []);
    const values = this.#take<readonly unknown[]>(key, 'a list in brackets', Array.isArray, []);
    return values.map((value, index) => {
      const item = new ObjectReader(value, [...this.path, key, index], this.#mistakes);
      return item.closed(read);
    });
  }

  object<Value>(key: string, read: (value: ObjectReader) => Value): Value {
    this.#read.add(key);
    const missing = !this.has(key);
    if (missing) this.#note(null, `${nameOf(this.path)} needs "${key}".`);
    const value = new ObjectReader(missing ? {} : this.#values[key], [...this.path, key], missing ? new Mistakes() : this.#mistakes);
    return value.closed(read);
  }

  /** Paths by name: `{ "pre-copy.ts": "wrong/forgets.ts" }`. */
  files(key: string): Readonly<Record<string, string>> {
    return this.object(key, (value) => Object.fromEntries(value.keys.map((name) => [name, value.file(name)])));
  }

  get keys(): readonly string[] {
    return Object.keys(this.#values);
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#values, key);
  }

  /** Reads, then notes the keys that nobody asked for. */
  closed<Value>(read: (value: ObjectReader) => Value): Value {
    const value = read(this);
    for (const key of this.keys) {
      if (!this.#read.has(key) && key !== '$schema') this.#note(key, `"${key}" is not known here.`);
    }
    return value;
  }

  note(key: string, message: string): void {
    this.#note(key, message);
  }

  #checkPath(key: string, path: string): void {
    const good = !path.startsWith('/') && !path.includes('\\') && !/^[a-z]+:/i.test(path)
      && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
    if (!good) this.#note(key, `"${path}" must be a path inside the pack, with "/", without "..".`);
  }

  #take<Value>(key: string, wanted: string, fits: (value: unknown) => boolean, otherwise: Value): Value {
    this.#read.add(key);
    if (!this.has(key)) this.#note(null, `${nameOf(this.path)} needs "${key}": ${wanted}.`);
    else if (!fits(this.#values[key])) this.#note(key, `"${key}" must be ${wanted}.`);
    else return this.#values[key] as Value;
    return otherwise;
  }

  #skip<Value>(key: string, value: Value): Value {
    this.#read.add(key);
    return value;
  }

  #note(key: string | null, message: string): void {
    this.#mistakes.add(key === null ? this.path : [...this.path, key], message);
  }
}

const PARTS: Readonly<Record<string, string>> = {
  labs: 'lab', steps: 'step', checks: 'check', hints: 'hint', files: 'file', wrongSolutions: 'wrong solution', options: 'option',
};

/** `the 2nd step` and the like, for sentences. */
function nameOf(path: JsonPath): string {
  const [last, before] = [path.at(-1), path.at(-2)];
  if (last === undefined) return 'The pack';
  if (typeof last === 'string') return `"${last}"`;
  return `The ${PARTS[String(before)] ?? 'item'} number ${last + 1}`;
}
