import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPackFile } from './helpers/first-pack.ts';

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/labpack.schema.json'), 'utf8')) as object;
const validate = new Ajv({ strictTypes: false }).compile(schema);

interface Pack {
  labs: { steps: Record<string, unknown>[] }[];
}

function shippedPack(): Pack {
  return JSON.parse(readPackFile('labpack.json')) as Pack;
}

test('the shipped pack fits the schema', () => {
  expect(validate(shippedPack()), JSON.stringify(validate.errors)).toBe(true);
});

test.each([
  ['an unknown kind', { kind: 'draw' }],
  ['a path out of the pack', { text: '../text.md' }],
  ['a path from the root', { text: '/text.md' }],
  ['a code step without files', { kind: 'code' }],
  ['a predict step without a question', { kind: 'predict' }],
  ['a do step without checks', { kind: 'do' }],
  ['files in a step that has none', { files: [{ path: 'a.ts', starter: 'a.ts' }] }],
  ['an unknown key', { texte: 'text.md' }],
])('%s does not', (_name, change) => {
  const pack = shippedPack();
  Object.assign(pack.labs[0]!.steps[0]!, change);
  expect(validate(pack)).toBe(false);
});
