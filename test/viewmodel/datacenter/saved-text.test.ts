import { expect, test } from 'vitest';
import { keptAsideText } from '../../../src/viewmodel/datacenter/kept-aside.ts';
import { cleanedUpText, savedText } from '../../../src/viewmodel/datacenter/saved-text.ts';

const MEBIBYTE = 1_048_576;

test('the status bar tells how much is saved, whether it is all, and whether it is at all', () => {
  expect(savedText({ bytes: 12 * MEBIBYTE, isUpToDate: true })).toEqual({
    icon: 'save', text: '12 MiB', tooltip: 'VirtLab: all that you did is on disk. Saved: 12 MiB; click to clean up.',
  });
  expect(savedText({ bytes: 12 * MEBIBYTE, isUpToDate: false }).tooltip).toBe('VirtLab: your last change is not on disk yet. Saved: 12 MiB.');
  expect(savedText(null)).toMatchObject({ icon: 'warning', text: 'Not saved' });
});

test('cleaning up says what it gave back', () => {
  expect(cleanedUpText(12 * MEBIBYTE, 4 * MEBIBYTE)).toBe('Saved: 4 MiB. Cleaning up gave back 8 MiB.');
  expect(cleanedUpText(4 * MEBIBYTE, 4 * MEBIBYTE)).toBe('Saved: 4 MiB. There was nothing to clean up.');
});

test.each([
  [null, 'The saved data center could not be read: The file is empty. It was kept as a.sqlite, and an empty data center was started.'],
  [[], 'The saved data center was damaged: The file is empty. It was kept as a.sqlite, and all of it was recovered.'],
  [['a host'], 'The saved data center was damaged: The file is empty. It was kept as a.sqlite, and all was recovered but a host.'],
  [['a', 'b', 'c'], 'The saved data center was damaged: The file is empty. It was kept as a.sqlite, and all was recovered but a, b and c.'],
  [['a', 'b', 'c', 'd', 'e', 'f', 'g'], 'The saved data center was damaged: The file is empty. It was kept as a.sqlite, and all was recovered but a, b, c, d, e, and 2 more.'],
])('of a damaged store is told what is lost: %j', (lost, text) => {
  expect(keptAsideText('a.sqlite', 'The file is empty.', lost)).toBe(text);
});
