import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Mechanism } from '../../src/labs/kit/migration-trial.ts';
import { runMigration, tryMigration } from '../../src/labs/kit/try-migration.ts';
import { wireBytes } from '../../src/labs/kit/wire-bytes.ts';
import { type Effect, everyPage, type LinkMessage, type MigrationPorts, PAGE_BYTES, type Process, type SnapshotMachine } from '../../src/simulator/index.ts';

const SMALL = { memoryBytes: 256 * PAGE_BYTES, guest: { kind: 'uniform', pagesPerSecond: 10_000, workingSetPages: 128 } } as const;

function* sendMemory({ source, link }: MigrationPorts): Process<void> {
  const memory: LinkMessage = { kind: 'pages', batch: yield* source.readPages(everyPage(source.pageCount)) };
  yield* link.send(memory, wireBytes(memory));
}

function* sendDevice({ source, link }: MigrationPorts): Process<void> {
  const device: LinkMessage = { kind: 'device-state', state: yield* source.saveDeviceState() };
  yield* link.send(device, wireBytes(device));
}

function* whole(ports: MigrationPorts): Process<void> {
  yield* ports.source.pause();
  yield* sendMemory(ports);
  yield* sendDevice(ports);
  yield* ports.link.flush();
  yield* ports.destination.resume();
}

test('a whole migration', () => {
  const trial = tryMigration(whole, SMALL);
  expect(trial).toMatchObject({
    ending: { kind: 'returned' },
    pageCount: 256,
    differingPages: 0,
    firstDifferingPage: null,
    deviceStateArrived: true,
    source: 'paused',
    destination: 'running',
    dirtySyncCount: 0,
    pagesSent: 256,
    forgotten: [],
  });
  expect(trial.downtime).toBe(trial.totalTime);
  expect(trial.effects.map(({ kind, machine }) => `${machine ?? 'link'} ${kind}`)).toEqual([
    'source pause', 'source read-pages', 'link send', 'source save-device-state', 'link send', 'link flush', 'destination resume',
  ]);
});

test('the same settings give the same trial', () => {
  expect(tryMigration(whole, SMALL)).toEqual(tryMigration(whole, SMALL));
  expect(tryMigration(whole, { ...SMALL, seed: 2 }).differingPages).toBe(0);
});

test('pages that are written after they were read are found', () => {
  const trial = tryMigration(function* (ports) {
    yield* sendMemory(ports);
    yield* ports.source.pause();
    yield* sendDevice(ports);
    yield* ports.link.flush();
    yield* ports.destination.resume();
  }, SMALL);
  // Reading and handing over 1 MiB takes about 6 ms, in which the guest writes about 60 pages, some of them twice.
  expect(trial.differingPages).toBeGreaterThan(20);
  expect(trial.differingPages).toBeLessThan(90);
  expect(trial.firstDifferingPage).toBeLessThan(128);
});

describe('mistakes are told in a sentence', () => {
  const CASES: readonly (readonly [string, Mechanism, string])[] = [
    ['a call without yield*', function* (ports) {
      ports.source.pause();
      yield* sendMemory(ports);
    }, 'source.pause() did nothing: "yield*" is missing before it.'],
    ['yield without a star', function* (ports) {
      yield ports.source.pause() as unknown as Effect;
    }, 'A port was called after "yield"; it takes "yield*", with the star.'],
    ['something else yielded', function* () {
      yield 1 as unknown as Effect;
    }, 'Only calls of ports can be yielded, such as "yield* source.pause()".'],
    ['no generator', (() => undefined) as unknown as Mechanism, 'The migration must be a generator: write "function*".'],
    ['a plain function that takes what a port would answer', (({ source }: MigrationPorts) => {
      (source.readPages(everyPage(1)) as unknown as { batch: { pages: unknown[] } }).batch.pages.at(0);
    }) as unknown as Mechanism, 'The migration must be a generator: write "function*".'],
    ['an async function', (async () => undefined) as unknown as Mechanism, 'The migration must be a generator: write "function*".'],
    ['an async generator', (async function* ({ source }: MigrationPorts) {
      yield* source.pause();
    }) as unknown as Mechanism, 'The migration must not be asynchronous: leave out "async", and write "yield*" where you wait.'],
    ['no function', 5 as unknown as Mechanism, 'The migration must be a function: write "export function*".'],
    ['a text that is thrown', function* ({ source }) {
      yield* source.pause();
      AbortSignal.abort('stop').throwIfAborted();
    }, 'The migration threw "stop", which is no error: write "throw new Error(…)".'],
    ['nothing that is thrown', function* () {
      AbortSignal.abort(null).throwIfAborted();
    }, 'The migration threw null, which is no error: write "throw new Error(…)".'],
    ['bytes that are not the message\'s', function* ({ source, link }) {
      yield* link.send({ kind: 'pages', batch: yield* source.readPages(everyPage(2)) }, 0);
    }, 'link.send was told 0 bytes, but this message takes 8208: use wireBytes(message).'],
    ['memory that is taken past the link', function* ({ source }) {
      yield* (source as SnapshotMachine).captureMemory();
    }, 'source.captureMemory() is not for migrations: what the destination gets, it gets over the link.'],
    ['memory that is put in place past the link', function* ({ destination }) {
      yield* (destination as unknown as SnapshotMachine).restoreMemory({ pageCount: 256 });
    }, 'destination.restoreMemory() is not there: a destination can only be resumed, and what it gets, it gets over the link.'],
    ['a destination that is paused', function* ({ destination }) {
      yield* (destination as unknown as SnapshotMachine).pause();
    }, 'destination.pause() is not there: a destination can only be resumed, and what it gets, it gets over the link.'],
    ['the device state of a running machine', function* (ports) {
      yield* sendDevice(ports);
    }, 'The device state can be saved only while the machine is paused.'],
    ['a loop that never ends', function* ({ clock }) {
      for (;;) yield* clock.now();
    }, 'The migration does not end: after 500 effects and 0.0 s of simulated time it was still at work.'],
    ['a wait that never ends', function* ({ clock }) {
      for (;;) yield* clock.wait(1e9);
    }, 'The migration does not end: after 60 effects and 60.0 s of simulated time it was still at work.'],
  ];

  test.each(CASES)('%s', (_name, mechanism, message) => {
    expect(() => runMigration(mechanism, { ...SMALL, mostEffects: 500 })).toThrow(message);
  });

  test('a loop that swallows every exception ends too', () => {
    const trial = tryMigration(function* ({ link }) {
      for (;;) {
        try {
          yield* link.send({ kind: 'device-state', state: new Uint8Array(4) }, 0);
        } catch {
          // tries again for ever
        }
      }
    }, { ...SMALL, mostEffects: 500 });
    expect(trial.ending.kind).toBe('never-ended');
  });
});

test('an exception of the mechanism is its ending', () => {
  const error = new Error('mine');
  const trial = tryMigration(function* ({ source }) {
    yield* source.pause();
    throw error;
  }, SMALL);
  expect(trial).toMatchObject({ ending: { kind: 'threw', error }, source: 'paused', destination: 'paused', downtime: null });
});

describe('the memory of a trial', () => {
  test.each([1, 16, 2_047, 2_049])('may have %d pages, and the usual guest writes no others', (pages) => {
    expect(runMigration(whole, { memoryBytes: 4096 * pages })).toMatchObject({ pageCount: pages, differingPages: 0, pagesSent: pages });
  });

  test.each([
    [{ memoryBytes: 0 }, 'The memory of a trial must be a whole number from 4096 bytes to 1 TiB, not 0 bytes.'],
    [{ memoryBytes: 5000 }, 'The memory of a trial must be a multiple of 4096 bytes (one page), not 5000.'],
    [{ memoryBytes: 65_536, guest: { kind: 'uniform', pagesPerSecond: 100, workingSetPages: 17 } }, 'workingSetPages must be a whole number from 1 to 16, not 17.'],
  ] as const)('%j is refused in a sentence', (settings, sentence) => {
    expect(() => tryMigration(whole, settings)).toThrow(sentence);
  });
});

describe('mistakes have the place of the call', () => {
  /** The text of the line, in this file, that the innermost frame of the error is at. */
  function lineOf(mechanism: Mechanism): string {
    let stack = '';
    try {
      runMigration(mechanism, { ...SMALL, mostEffects: 500 });
    } catch (error) {
      stack = (error as Error).stack ?? '';
    }
    const frame = stack.split('\n').find((each) => each.includes('try-migration.test.ts'));
    const line = Number(/:(\d+):\d+\)?$/.exec(frame ?? '')?.[1]);
    return readFileSync(import.meta.filename, 'utf8').split('\n')[line - 1]?.trim() ?? '';
  }

  test.each<readonly [string, Mechanism, string]>([
    ['a refused effect', function* ({ source }) {
      yield* source.pause();
      yield* (source as SnapshotMachine).captureMemory(); // here
    }, 'yield* (source as SnapshotMachine).captureMemory(); // here'],
    ['a call that a destination does not have', function* ({ destination }) {
      yield* (destination as unknown as SnapshotMachine).pause(); // here
    }, 'yield* (destination as unknown as SnapshotMachine).pause(); // here'],
    ['a failed effect', function* ({ source }) {
      yield* source.saveDeviceState(); // here
    }, 'yield* source.saveDeviceState(); // here'],
    ['a call without yield*', function* ({ source, destination }) {
      yield* source.pause();
      destination.resume(); // here
    }, 'destination.resume(); // here'],
    ['a loop that never ends', function* ({ clock }) {
      for (;;) yield* clock.now(); // here
    }, 'for (;;) yield* clock.now(); // here'],
    ['a wait that never ends', function* ({ clock }) {
      for (;;) yield* clock.wait(1e9); // here
    }, 'for (;;) yield* clock.wait(1e9); // here'],
  ])('%s', (_name, mechanism, line) => {
    expect(lineOf(mechanism)).toBe(line);
  });
});
