/** What is wrong with a case, as a sentence that goes on after the case's place: `cases[3] "rand-64": …`. */
export class CaseProblem extends Error {
  override readonly name = 'CaseProblem';
}

export interface NumberBounds {
  readonly least: number;
  readonly most?: number;
  readonly whole?: boolean;
  /** Stands where nothing is given; a field without it must be there. */
  readonly otherwise?: number;
}

/** An object of a case, and where it stands there; null counts as not given. */
export class CaseFields {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #place: string;

  constructor(value: unknown, place: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new CaseProblem(`${place === '' ? 'it' : place} is ${show(value)}; write an object in braces.`);
    }
    this.#values = value as Record<string, unknown>;
    this.#place = place;
  }

  get names(): readonly string[] {
    return Object.keys(this.#values).filter((name) => this.has(name));
  }

  has(name: string): boolean {
    return this.#values[name] !== undefined && this.#values[name] !== null;
  }

  /** Whether it is only said to be off. */
  isOff(name: string): boolean {
    return this.#values[name] === false;
  }

  /** The object of this name; an empty one where it is not given, or only said to be on. */
  inner(name: string): CaseFields {
    const value = this.#values[name];
    return new CaseFields(this.has(name) && value !== true ? value : {}, this.#placeOf(name));
  }

  number(name: string, { least, most = Number.MAX_SAFE_INTEGER, whole = true, otherwise }: NumberBounds): number {
    const value = this.has(name) ? this.#values[name] : otherwise;
    if (value === undefined) throw new CaseProblem(`${this.#placeOf(name)} is missing; add it.`);
    const isRight = typeof value === 'number' && value >= least && value <= most && (!whole || Number.isSafeInteger(value));
    if (isRight) return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
    throw new CaseProblem(`${this.#placeOf(name)} is ${show(value)}; write a ${whole ? 'whole ' : ''}number ${range}.`);
  }

  text(name: string): string {
    const value = this.#values[name];
    if (typeof value === 'string' && value !== '') return value;
    throw new CaseProblem(`${this.#placeOf(name)} is ${value === undefined ? 'missing' : show(value)}; write a text.`);
  }

  oneOf<Value extends string>(name: string, allowed: readonly Value[], otherwise?: Value): Value {
    const value = this.has(name) ? this.#values[name] : otherwise;
    const found = allowed.find((each) => each === value);
    if (found !== undefined) return found;
    throw new CaseProblem(`${this.#placeOf(name)} is ${value === undefined ? 'missing' : show(value)}; there are ${allowed.map(show).join(', ')}.`);
  }

  flag(name: string): boolean {
    const value = this.has(name) ? this.#values[name] : false;
    if (typeof value === 'boolean') return value;
    throw new CaseProblem(`${this.#placeOf(name)} is ${show(value)}; write true or false.`);
  }

  #placeOf(name: string): string {
    return this.#place === '' ? name : `${this.#place}.${name}`;
  }
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
