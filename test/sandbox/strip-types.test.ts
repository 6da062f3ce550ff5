import { describe, expect, test } from 'vitest';
import { stripTypes } from '../../src/sandbox/strip-types.ts';

/** What Node's own does where it was built without TypeScript. */
function withoutTypeScript(): string {
  throw Object.assign(new Error('Node.js is not compiled with TypeScript support'), { code: 'ERR_NO_TYPESCRIPT' });
}

const CODE = `import { type Machine, PAGE_BYTES } from 'virtlab';
interface Pair { readonly one: Machine }
export function size(pair: Pair, count = 2 as number): number {
  return (pair.one!.pageCount * PAGE_BYTES) / count;
}`;

test('types go, every line and column stays', async () => {
  const stripped = await stripTypes(CODE);
  const code = stripped.ok ? stripped.code : '';
  expect(code.split('\n')).toHaveLength(5);
  expect(code).not.toContain('interface');
  expect(code.split('\n')[3]?.indexOf('PAGE_BYTES')).toBe(CODE.split('\n')[3]?.indexOf('PAGE_BYTES'));
});

test('without TypeScript in Node, types go too, and lines stay', async () => {
  const stripped = await stripTypes(CODE, withoutTypeScript);
  const code = stripped.ok ? stripped.code : '';
  expect(code.split('\n')).toHaveLength(5);
  expect(code).not.toContain('interface');
  expect(code.split('\n')[3]).toContain('return (pair.one.pageCount * PAGE_BYTES) / count;');
});

describe('mistakes have their place', () => {
  const BROKEN = 'export const one = 1;\n\nexport const two: = 2;';

  test('by Node', async () => {
    expect(await stripTypes(BROKEN)).toEqual({ ok: false, message: 'Unexpected token `=`', line: 3, column: 19 });
  });

  test('without TypeScript in Node', async () => {
    expect(await stripTypes(BROKEN, withoutTypeScript)).toMatchObject({ ok: false, line: 3, column: 19 });
  });

  test('in the form of earlier versions of Node', async () => {
    const earlier = (): string => {
      throw new Error('  x Expression expected\n   ,-[2:5]\n 1 | a');
    };
    expect(await stripTypes(BROKEN, earlier)).toEqual({ ok: false, message: 'Expression expected', line: 2, column: 5 });
  });
});
