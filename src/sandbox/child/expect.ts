import {
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  ChaiStyleAssertions,
  GLOBAL_EXPECT,
  getState,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
  type ExpectStatic,
} from '@vitest/expect';
import { plainCopy } from './plain-copy.ts';

type Expect = ExpectStatic;

/** Matchers that look inside a value: they get a plain copy, so that the value cannot answer for itself. */
const LOOKING_INSIDE = [
  'toEqual', 'toStrictEqual', 'toMatchObject', 'toContainEqual', 'toHaveProperty', 'toContain', 'toHaveLength',
];

/** Vitest's own `expect`. */
export function makeExpect(): Expect {
  chai.use(JestExtend);
  chai.use(JestChaiExpect);
  chai.use(JestAsymmetricMatchers);
  chai.use(ChaiStyleAssertions);
  const expect = ((value: unknown, message?: string) => chai.expect(value, message)) as unknown as Expect;
  const globals = globalThis as unknown as Record<symbol, unknown>;
  Object.assign(expect, chai.expect, globals[ASYMMETRIC_MATCHERS_OBJECT]);
  Object.assign(expect, {
    getState: () => getState(expect),
    setState: (state: Parameters<typeof setState>[0]) => setState(state, expect),
    extend: (matchers: unknown) => (chai.expect as unknown as { extend: (...given: unknown[]) => void }).extend(expect, matchers),
  });
  setState({ assertionCalls: 0, isExpectingAssertions: false, expectedAssertionsNumber: null }, expect);
  Object.defineProperty(globalThis, GLOBAL_EXPECT, { value: expect, writable: true, configurable: true });
  for (const matcher of LOOKING_INSIDE) copyBefore(matcher);
  return expect;
}

function copyBefore(matcher: string): void {
  chai.util.overwriteMethod(chai.Assertion.prototype, matcher, (original: (...given: unknown[]) => unknown) =>
    function (this: object, ...given: unknown[]): unknown {
      const value: unknown = chai.util.flag(this, 'object');
      chai.util.flag(this, 'object', plainCopy(value));
      return original.apply(this, given);
    },
  );
}
