import { describe, expect, test } from 'vitest';
import { DAMAGES } from '../../../../../src/simulator/machine/damage.ts';
import { keyValueServer } from '../../../../../src/simulator/machine/guests/key-value/key-value-server.ts';
import { keyValueMemoryBytes, LOG_BUFFER_ADDRESS, TABLE_ADDRESS } from '../../../../../src/simulator/machine/guests/key-value/shape.ts';
import { STATUS_ADDRESS } from '../../../../../src/simulator/machine/guests/server/server-memory.ts';
import { toBytes, toText } from '../../../../../src/simulator/machine/guests/server/words.ts';
import { ServerBench } from '../../../../helpers/server-bench.ts';
import fc from '../../../../helpers/property.ts';

const SETTINGS = { kind: 'key-value', requestsPerSecond: 100, keys: 60 } as const;

function bench(seed = 1, settings: Partial<typeof SETTINGS> = {}): ServerBench {
  return new ServerBench(keyValueServer({ ...SETTINGS, ...settings }), keyValueMemoryBytes(60), seed);
}

describe('a key-value server', () => {
  test('boots on an empty disk, and serves', () => {
    const server = bench();
    expect(server.report().state).toBe('booting');
    server.boot();
    expect(server.report()).toMatchObject({ state: 'serving', reason: null, checksum: '00000000' });
    expect(server.ask('GET 7')).toBe('NONE');
    expect(server.ask('PUT 7 89abcdef')).toBe('OK');
    expect(server.ask('GET 7')).toBe('OK 89abcdef');
    expect(server.report().facts).toMatchObject({ 'requests of clients': 3, keys: 1 });
  });

  test.each([
    ['GET 61', 'ERROR the key must be a number from 1 to 60'],
    ['GET', 'ERROR the key must be a number from 1 to 60'],
    ['PUT 7 hello', 'ERROR say "GET 512" or "PUT 512 89abcdef"'],
    ['TAKE 7', 'ERROR say "GET 512" or "PUT 512 89abcdef"'],
  ])('answers "%s" with "%s"', (request, answer) => {
    const server = bench();
    server.boot();
    expect(server.ask(request)).toBe(answer);
  });

  test('does not answer before it serves', () => {
    expect(bench().ask('GET 7')).toBeNull();
  });

  test('makes requests for itself that clients can ask as well', () => {
    const program = keyValueServer(SETTINGS);
    const [first, second] = [0, 1].map((number) => toText(Uint8Array.from(program.exampleRequest!(number))));
    expect(first).toMatch(/^PUT \d+ [0-9a-f]{8}$/);
    expect(second).toMatch(/^GET \d+$/);
  });

  test('writes its log as text', () => {
    const server = bench();
    server.boot();
    server.ask('PUT 7 89abcdef');
    expect(toText(server.log().readBlock(0).subarray(0, 64)).trimEnd()).toMatch(
      /^0000000001 put 00000007 = 89abcdef checksum [0-9a-f]{8}$/,
    );
  });
});

describe('after a crash', () => {
  test('it has all that was flushed, and nothing else', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), fc.integer({ min: 10, max: 4000 }), (seed, steps) => {
        const server = bench(seed);
        const shadow = new Map<number, { keys: number; checksum: string }>();
        for (let step = 0; step < steps; step++) {
          server.run(1);
          const { facts, checksum } = server.report();
          shadow.set(facts['log record'] as number, { keys: facts['keys'] as number, checksum });
        }
        const before = server.report().facts;
        server.powerOff();
        server.boot();
        const { state, facts, checksum } = server.report();
        expect(state).toBe('serving');
        expect(facts['log record']).toBe(before['log records on disk']);
        expect({ keys: facts['keys'] as number, checksum }).toEqual(shadow.get(facts['log record'] as number));
      }),
      { numRuns: 15 },
    );
  });

  test('what a client was told is there', () => {
    const server = bench();
    server.run(50);
    server.ask('PUT 3 0000002a');
    server.powerOff();
    server.boot();
    expect(server.ask('GET 3')).toBe('OK 0000002a');
  });
});

describe('its own checks find', () => {
  /** Until it has crashed, or has gone through all its memory and its log twice. */
  function reasonAfter(harm: (server: ServerBench) => void, steps = 700): string | null {
    const server = bench();
    server.run(steps);
    expect(server.report().reason).toBeNull();
    harm(server);
    server.run(600);
    expect(server.ask('GET 7') === null).toBe(server.report().state === 'crashed');
    return server.report().reason;
  }

  test('nothing where nothing is wrong', () => {
    expect(reasonAfter(() => undefined)).toBeNull();
  });

  test('a write into its status page', () => {
    expect(reasonAfter(({ memory }) => memory.writeWord(STATUS_ADDRESS + 12, 99))).toBe('its status page was overwritten');
  });

  test('a write into any slot of its table', () => {
    for (let slot = 0; slot < 128; slot += 9) {
      const address = TABLE_ADDRESS + 16 * slot;
      const reason = reasonAfter(({ memory }) => memory.writeWord(address + 4, memory.readWord(address + 4) ^ 1), 100);
      expect(reason).toBe(`a record in its table at 0x${address.toString(16)} has a wrong checksum: memory was overwritten`);
    }
  });

  test('a write into the page of its log', () => {
    const reason = reasonAfter(({ memory }) => memory.writeWord(LOG_BUFFER_ADDRESS + 8, 0));
    expect(reason).toMatch(/^record \d+ of the log in its memory has a wrong checksum: memory was overwritten$/);
  });

  test('a changed byte in its log on the disk', () => {
    const reason = reasonAfter((server) => {
      const block = server.log().readBlock(1);
      block.set(toBytes('?'), 64 * 5 + 20);
      server.log().writeBlock(1, block);
    });
    // The sixth record of the second block.
    expect(reason).toBe('record 70 of its log on the disk has a wrong checksum');
  });

  test.each(DAMAGES)('%s', (damage) => {
    for (let seed = 1; seed <= 8; seed++) {
      const reason = reasonAfter((server) => {
        expect(server.harm(damage, seed)).toBeGreaterThan(0);
      });
      expect(reason, `seed ${seed}`).not.toBeNull();
    }
  });

  test('at boot, files that are gone', () => {
    const server = bench();
    server.run(100);
    expect(server.harm('delete-files')).toBe(3);
    server.powerOff();
    server.boot();
    expect(server.report().reason).toBe('its files are gone from the disk');
  });

  test('at boot, a record that is missing from the middle of its log', () => {
    const server = bench();
    server.run(700);
    server.log().writeBlock(1, new Uint8Array(4096));
    server.powerOff();
    server.boot();
    expect(server.report().reason).toBe('record 65 of its log on the disk has a wrong checksum');
  });
});

test('it makes no difference in how many portions it runs', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 }), fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 6 }), (seed, portions) => {
      const one = bench(seed);
      for (const steps of portions) one.run(steps);
      const other = bench(seed);
      other.run(portions.reduce((sum, steps) => sum + steps, 0));
      expect(one.hash()).toBe(other.hash());
    }),
    { numRuns: 20 },
  );
});

test('checkpoints make room in the log, and survive a crash at any of their steps', () => {
  const server = bench(3);
  while ((server.report().facts['log record'] as number) < 1024) server.run(1);
  const image = server.clone();
  for (let steps = 0; steps < 6; steps++) {
    const crashed = image.clone();
    crashed.run(steps);
    crashed.powerOff();
    crashed.boot();
    expect(crashed.report()).toMatchObject({ state: 'serving', checksum: server.report().checksum });
  }
  server.run(300);
  expect(server.report()).toMatchObject({ state: 'serving', facts: { 'records in the checkpoint': 1024 } });
});
