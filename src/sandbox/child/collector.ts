type Body = (...values: unknown[]) => unknown;
type Hook = () => unknown;

/** A test as a spec wrote it, with the hooks that surround it, outermost first. */
export interface CollectedTest {
  /** `describe > test`. */
  readonly fullName: string;
  readonly body: () => unknown;
  readonly suites: readonly Suite[];
}

export interface Suite {
  readonly name: string;
  readonly beforeAll: Hook[];
  readonly afterAll: Hook[];
  readonly beforeEach: Hook[];
  readonly afterEach: Hook[];
}

/** What a spec imports from `vitest`, as far as the checks of a lab need it; collects tests and runs none. */
export class Collector {
  #path: Suite[] = [];
  #tests: CollectedTest[] = [];

  /** Collects what `load` registers, in the order of the file. */
  async collect(load: () => Promise<unknown>): Promise<readonly CollectedTest[]> {
    this.#path = [newSuite('')];
    this.#tests = [];
    await load();
    return this.#tests;
  }

  readonly describe = withEach((name, body) => {
    this.#path.push(newSuite(name));
    try {
      body();
    } finally {
      this.#path.pop();
    }
  });

  readonly test = withEach((name, body) => {
    const suites = [...this.#path];
    const fullName = [...suites.slice(1).map((suite) => suite.name), name].join(' > ');
    this.#tests.push({ fullName, body, suites });
  });

  readonly beforeAll = (hook: Hook): void => void this.#innermost().beforeAll.push(hook);
  readonly afterAll = (hook: Hook): void => void this.#innermost().afterAll.unshift(hook);
  readonly beforeEach = (hook: Hook): void => void this.#innermost().beforeEach.push(hook);
  readonly afterEach = (hook: Hook): void => void this.#innermost().afterEach.unshift(hook);

  #innermost(): Suite {
    const suite = this.#path.at(-1);
    if (suite === undefined) throw new Error('Hooks are set while a spec file loads, not later.');
    return suite;
  }
}

function newSuite(name: string): Suite {
  return { name, beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] };
}

/** Adds `.each(rows)(name, body)`, with `%s` in the name for the row's values in turn. */
function withEach(register: (name: string, body: () => unknown) => void) {
  const plain = (name: string, body: Body): void => register(name, () => body());
  const each = (rows: readonly unknown[]) => (name: string, body: Body): void => {
    for (const row of rows) {
      const values = Array.isArray(row) ? (row as readonly unknown[]) : [row];
      register(fillIn(name, values), () => body(...values));
    }
  };
  return Object.assign(plain, { each });
}

function fillIn(name: string, values: readonly unknown[]): string {
  let next = 0;
  return name.replace(/%[sdifjo]/g, (placeholder) => (next < values.length ? String(values[next++]) : placeholder));
}
