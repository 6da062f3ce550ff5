import { expect, test } from 'vitest';
import { drainEnding, drainProgress } from '../../../src/viewmodel/datacenter/drain-text.ts';

const ended = { kind: 'host.drain-ended', sequence: 9, time: 5e9, host: 'alpha' } as const;

test('a host that is empty says who moved', () => {
  expect(drainEnding({ ...ended, moved: ['web', 'db'], left: [] })).toBe('alpha is drained: web, db moved away.');
});

test('what was left is told with the reason', () => {
  const left = [{ vm: 'big', reason: 'There is no room on beta.' }, { container: 'odd', reason: 'The migration was cancelled.' }];
  expect(drainEnding({ ...ended, moved: [], left })).toBe(
    'alpha is not empty. Nothing moved away. Left: big: There is no room on beta. odd: The migration was cancelled.',
  );
});

test('progress counts VMs and containers', () => {
  expect([drainProgress(0, 1, 0), drainProgress(2, 3, 0)]).toEqual(['0 of 1 VM done', '2 of 3 VMs done']);
  expect([drainProgress(0, 0, 1), drainProgress(1, 0, 2), drainProgress(2, 3, 1)]).toEqual(['0 of 1 container done', '1 of 2 containers done', '2 of 4 VMs and containers done']);
});
