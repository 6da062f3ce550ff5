import { expect, test } from 'vitest';
import { type MigrationTrial, PAGE_BYTES, runMigration } from 'virtlab';
import { stopAndCopy } from './stop-and-copy.ts';

function migrate(): MigrationTrial {
  return runMigration(stopAndCopy);
}

/** The counter works on real bytes: what it computes shows every lost page. */
function migrateCounter(): MigrationTrial {
  return runMigration(stopAndCopy, {
    memoryBytes: 512 * PAGE_BYTES,
    guest: { kind: 'counter', countsPerSecond: 50_000 },
  });
}

test('the source stands still before its memory is read', () => {
  const { effects } = migrate();
  const pause = effects.findIndex(({ kind, machine }) => kind === 'pause' && machine === 'source');
  const read = effects.findIndex(({ kind }) => kind === 'read-pages');
  expect(pause >= 0, 'source.pause() is called').toBe(true);
  expect(read >= 0, 'source.readPages() is called').toBe(true);
  expect(pause < read, 'the source is paused before its pages are read').toBe(true);
});

test('every page arrives', () => {
  expect(migrate().differingPages, 'pages that differ between the source and the destination').toBe(0);
  expect(migrateCounter().differingPages, 'pages that differ, with a guest that counts').toBe(0);
});

test('the device state arrives', () => {
  expect(migrate().deviceStateArrived, 'registers and devices of the destination equal those of the source').toBe(true);
});

test('the destination runs, the source does not', () => {
  const { source, destination } = migrate();
  expect(destination, 'the destination after the migration').toBe('running');
  expect(source, 'the source after the migration').toBe('paused');
});

test('each page is sent once', () => {
  const { pagesSent, pageCount } = migrate();
  expect(pagesSent, 'pages sent').toBe(pageCount);
});
