import type { ScenarioPath, ScenarioProblem } from './scenario.ts';
import { suggestion } from './closest-name.ts';
import { isName, NAME_RULE } from './limits.ts';
import { type QuantityKind, readQuantity } from './scenario-quantities.ts';

/** The keys that an object of a scenario must have, and those it may have. */
export interface Keys {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** The numbers that a key may have. */
export interface NumberRange {
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

/**
 * One object of a scenario under reading. Each method reads one key; where it finds a mistake it notes a problem
 * and returns a value of the right type that means nothing, so that reading goes on and finds all mistakes.
 */
export class Fields {
  readonly path: ScenarioPath;
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #problems: ScenarioProblem[];

  private constructor(values: Readonly<Record<string, unknown>>, path: ScenarioPath, problems: ScenarioProblem[]) {
    this.#values = values;
    this.path = path;
    this.#problems = problems;
  }

  /** Null, with the problem noted, if `value` is no object. Notes missing and unknown keys where `keys` are given. */
  static of(value: unknown, path: ScenarioPath, problems: ScenarioProblem[], keys?: Keys): Fields | null {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      problems.push(problemAt(path, `must be an object in braces, not ${nameOfType(value)}.`));
      return null;
    }
    const fields = new Fields(value as Record<string, unknown>, path, problems);
    if (keys !== undefined) fields.expect(keys);
    return fields;
  }

  /** Notes missing and unknown keys. */
  expect({ required, optional }: Keys): void {
    const known = [...required, ...optional];
    for (const key of Object.keys(this.#values)) {
      if (known.includes(key)) continue;
      this.#problems.push(problemAt([...this.path, key], `is not known here${suggestion(key, known)}`));
    }
    for (const key of required) {
      if (!this.has(key)) this.#problems.push(problemAt(this.path, `needs "${key}"; add it.`));
    }
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#values, key);
  }

  /** The value as it stands in the file. */
  raw(key: string): unknown {
    return this.has(key) ? this.#values[key] : undefined;
  }

  /** The name of a host or VM. */
  name(key: string): string {
    const value = this.text(key);
    if (value === '' || isName(value)) return value;
    return this.#wrong(key, `is "${value}", but a name has ${NAME_RULE}.`, '');
  }

  text(key: string): string {
    const value = this.raw(key);
    if (value === undefined) return '';
    if (typeof value !== 'string') return this.#wrong(key, `must be a text in quotes, not ${nameOfType(value)}.`, '');
    return value === '' ? this.#wrong(key, 'is empty; write a text.', '') : value;
  }

  flag(key: string): boolean {
    const value = this.raw(key);
    if (typeof value === 'boolean' || value === undefined) return value === true;
    return this.#wrong(key, `must be true or false, not ${nameOfType(value)}.`, false);
  }

  number(key: string, { least, most, whole }: NumberRange): number {
    const value = this.raw(key);
    if (value === undefined) return NaN;
    const kind = whole ? 'a whole number' : 'a number';
    if (typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
    const shown = typeof value === 'number' ? value : nameOfType(value);
    return this.#wrong(key, `must be ${kind} from ${least} to ${most}, not ${shown}.`, NaN);
  }

  quantity(key: string, kind: QuantityKind): number {
    const value = this.raw(key);
    if (value === undefined) return NaN;
    const reading = readQuantity(value, kind);
    return reading.ok ? reading.amount : this.#wrong(key, reading.complaint, NaN);
  }

  oneOf<Choice extends string>(key: string, choices: readonly [Choice, ...Choice[]]): Choice {
    const value = this.raw(key);
    const found = choices.find((choice) => choice === value);
    if (found !== undefined || value === undefined) return found ?? choices[0];
    if (typeof value !== 'string') return this.#wrong(key, `must be one of ${quoted(choices)}.`, choices[0]);
    return this.#wrong(key, `is "${value}"${suggestion(value, choices)}`, choices[0]);
  }

  /** Two different names, as in `"between": ["alpha", "beta"]`. */
  pair(key: string): readonly [string, string] {
    const value = this.raw(key);
    if (value === undefined) return ['', ''];
    const names: readonly unknown[] = Array.isArray(value) ? value : [];
    const [one, other] = names;
    if (names.length !== 2 || typeof one !== 'string' || typeof other !== 'string') {
      return this.#wrong(key, 'must be the names of two hosts, such as ["alpha", "beta"].', ['', '']);
    }
    if (one !== other) return [one, other];
    return this.#wrong(key, `links "${one}" with itself; name two different hosts.`, ['', '']);
  }

  /** The elements of a list with the paths of each; none where the key is absent. */
  list(key: string): readonly { readonly value: unknown; readonly path: ScenarioPath }[] {
    const value = this.raw(key);
    if (value === undefined) return [];
    if (!Array.isArray(value)) return this.#wrong(key, `must be a list in brackets, not ${nameOfType(value)}.`, []);
    return value.map((each: unknown, index) => ({ value: each, path: [...this.path, key, index] }));
  }

  /** A list of texts in quotes, as in `"cpuFeatures": ["avx2", "sse4_2"]`. */
  texts(key: string): readonly string[] {
    const values = this.list(key).map(({ value }) => value);
    const texts = values.filter((value) => typeof value === 'string');
    if (texts.length === values.length) return texts;
    return this.#wrong(key, 'must be a list of texts in quotes.', texts);
  }

  #wrong<Value>(key: string, complaint: string, instead: Value): Value {
    this.#problems.push(problemAt([...this.path, key], complaint));
    return instead;
  }
}

/** A problem whose sentence begins with its place: `vms[0].memory is too large …`. */
export function problemAt(path: ScenarioPath, complaint: string): ScenarioProblem {
  return { path, message: `${placeOf(path)} ${complaint}` };
}

/** `vms[0].guest.kind`, or "The scenario" for the whole. */
function placeOf(path: ScenarioPath): string {
  if (path.length === 0) return 'The scenario';
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`));
  return steps.join('').replace(/^\./, '');
}

function nameOfType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return `"${value}"`;
    case 'number':
    case 'boolean':
      return String(value);
    default:
      return 'an object';
  }
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
