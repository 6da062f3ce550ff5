import { expect, test } from 'vitest';
import { argumentsOf, numberOf, textOf } from '../../src/extension/util/arguments.ts';

const nothingSelected = () => undefined;

test('a plain object is taken as it is', () => {
  const given = argumentsOf({ vm: 'web', to: 'beta', speed: 2 }, nothingSelected);
  expect([textOf(given, 'vm'), textOf(given, 'to'), numberOf(given, 'speed')]).toEqual(['web', 'beta', 2]);
});

test('a tree element stands for its target', () => {
  const node = { id: 'snapshot/web/1', target: { kind: 'snapshot', vm: 'web', snapshot: '1' } };
  expect(argumentsOf(node, nothingSelected)).toEqual({ kind: 'snapshot', vm: 'web', snapshot: '1' });
});

test('a key binding means the selection', () => {
  expect(argumentsOf({ from: 'selection' }, () => ({ vm: 'web' }))).toEqual({ vm: 'web' });
  expect(argumentsOf({ from: 'selection' }, nothingSelected)).toEqual({});
});

test.each([[undefined], [null], ['web'], [7], [['web']]])('%j names nothing, so that the user is asked', (raw) => {
  expect(argumentsOf(raw, () => ({ vm: 'other' }))).toEqual({});
});

test('an argument of the wrong kind is no argument', () => {
  expect(textOf({ vm: 7 }, 'vm')).toBeUndefined();
  expect(numberOf({ speed: '7' }, 'speed')).toBeUndefined();
});
