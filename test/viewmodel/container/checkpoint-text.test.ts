import { expect, test } from 'vitest';
import { checkpointedText, checkpointingPercent, checkpointingText, resetText, restoredText } from '../../../src/viewmodel/container/checkpoint-text.ts';

const at = { sequence: 0, time: 0 };
const copied = { pagesScanned: 10, pagesSkippedParent: 0, pagesWritten: 10 };
const figures = { freezingTime: 64_000, frozenTime: 12_000_000, totalTime: 30_000_000, preDumps: [], finalDump: copied };
const reset = { local: '10.88.0.2:80', remote: '10.88.0.3:4000', fate: 'reset', reason: 'the other end is gone, or cannot be reached from here' } as const;

test('a checkpoint is told with its size and how long the container stood still', () => {
  expect(checkpointedText({ ...at, kind: 'container.checkpointed', container: 'box', checkpoint: 'box-1', host: 'alpha', pages: 10, bytes: 2 ** 20, figures })).toBe(
    'box is saved in box-1, 1 MiB; it stood still for 12 ms.',
  );
});

test('a restore is told with what became of the connections', () => {
  const restored = { ...at, kind: 'container.restored', container: 'box', checkpoint: 'box-1', host: 'beta', totalTime: 55_000_000 } as const;
  expect(restoredText({ ...restored, connections: [] })).toBe('box runs on beta again, from box-1, after 55 ms.');
  expect(restoredText({ ...restored, connections: [{ local: '10.88.0.2:80', remote: '10.88.0.3:1', fate: 'restored' }, reset] })).toBe(
    'box runs on beta again, from box-1, after 55 ms. One connection goes on. The connection with 10.88.0.3:4000 was reset: the other end is gone, or cannot be reached from here.',
  );
  expect(resetText([reset, reset, reset])).toMatch(/ 2 more were reset, too\.$/);
  expect(resetText([])).toBe('');
});

test('one that is being taken says what it is at and how far it is', () => {
  const at = (phase: 'freeze' | 'pre-dump' | 'write' | 'dump', round: number, share: number) => {
    const progress = { checkpoint: 'box-1', phase, round, rounds: 3, share };
    return `${checkpointingPercent(progress)} % ${checkpointingText(progress)}`;
  };
  expect(at('freeze', 1, 0.9)).toBe('0 % bringing its processes to a stop');
  expect(at('pre-dump', 1, 0.9)).toBe('0 % pre-dump 1 of 2: looking through its memory');
  expect(at('write', 2, 0.5)).toBe('50 % pre-dump 2 of 2: writing memory while it runs');
  expect(at('dump', 3, 0.5)).toBe('83 % writing the rest while it stands still');
});
