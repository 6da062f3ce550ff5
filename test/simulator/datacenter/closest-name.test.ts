import { describe, expect, test } from 'vitest';
import { choiceOf, closestName, suggestion } from '../../../src/simulator/datacenter/closest-name.ts';

const HOSTS = ['alpha', 'beta', 'gamma'];

describe('the closest name', () => {
  test.each([
    ['alpa', 'alpha'],
    ['alfa', 'alpha'],
    ['aplha', 'alpha'],
    ['BETA', 'beta'],
    ['bet', 'beta'],
    ['gama', 'gamma'],
    ['gammma', 'gamma'],
    ['delta', 'beta'],
    ['storage', null],
    ['', null],
  ])('to "%s" is %s', (name, closest) => {
    expect(closestName(name, HOSTS)).toBe(closest);
  });

  test('is the nearest of several', () => {
    expect(closestName('webb', ['mail', 'wobbe', 'web', 'web-1'])).toBe('web');
  });

  test('is one that begins with what was typed, rather than one that is two letters away', () => {
    expect(closestName('web', ['wub-1', 'webserver'])).toBe('webserver');
  });

  test('is not one of which nothing would remain', () => {
    expect(closestName('xy', ['a', 'b'])).toBeNull();
  });
});

test('a suggestion names the closest, or what there is', () => {
  expect(suggestion('alpah', HOSTS)).toBe('; did you mean "alpha"?');
  expect(suggestion('storage', HOSTS)).toBe('; there are "alpha", "beta", "gamma".');
  expect(suggestion('storage', ['omega'])).toBe('; there is "omega".');
  expect(suggestion('delta', [])).toBe('.');
  expect(suggestion('delta', Array.from({ length: 13 }, (_, index) => `machine-${index}`))).toBe('.');
});

test('what there is to choose from is told as far as anybody reads it', () => {
  const many = Array.from({ length: 51 }, (_, index) => `machine-${index}`);
  expect(choiceOf('a', [])).toBe('There is none yet.');
  expect(choiceOf('alpah', HOSTS)).toBe('There are: alpha, beta, gamma.');
  expect(choiceOf('machin-7', many)).toBe('Did you mean "machine-7"?');
  expect(choiceOf('web', many)).toBe('There are 51 others.');
});
