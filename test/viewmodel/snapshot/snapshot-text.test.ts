import { expect, test } from 'vitest';
import { kindText, lossText, savedPercent, savingText } from '../../../src/viewmodel/snapshot/snapshot-text.ts';
import { snapshot, vm } from '../datacenter/worlds.ts';

test.each([
  [{ method: 'copy-on-write' }, 'copy on write'],
  [{ method: 'full-copy' }, 'full copy'],
  [{ method: 'background', quiesced: true }, 'in the background, to a file, quiesced'],
  [{ method: 'copy-on-write', contents: 'disk' }, 'disk only, crash-consistent'],
  [{ method: 'copy-on-write', contents: 'disk', quiesced: true }, 'disk only, quiesced'],
] as const)('the kind of %o is said in words', (kind, words) => {
  expect(kindText(kind)).toBe(words);
});

test('what is lost with a snapshot is said: its state, its file, and what its children take over', () => {
  const [first, second] = [{ ...snapshot('1', null), fileBytes: 2 ** 20 }, snapshot('2', '1')];
  const web = vm({ snapshots: [first, second], disk: { bytes: 2 ** 20 } });
  const gone = 'The state of web at 2 s is gone for good: you can no longer roll back to it. Export it first to keep it.';
  expect(lossText(web, second)).toBe(gone);
  expect(lossText(web, first)).toBe(
    `${gone} What it has of the disk goes over to the snapshot taken after it, which stays as it is. Its file of 1 MiB is deleted.`,
  );
});

test('how far a background snapshot is can be told only while there is one', () => {
  expect([savedPercent(vm()), savingText(vm())]).toEqual([null, null]);
  const progress = { savedPages: 1, savedOnFault: 0, savedBytes: 4104, remainingPages: 2, bytesPerSecond: 1, writeFaults: 0, blocked: 0, page: 0 };
  const saving = vm({ snapshotWork: { description: '', progress } });
  expect([savedPercent(saving), savingText(saving)]).toEqual([33, '33 % saved · 8 KiB to go']);
});
