import { describe, expect, test } from 'vitest';
import { PROGRAM_ADDRESS, STATUS_ADDRESS } from '../../../../../src/simulator/machine/guests/server/server-memory.ts';
import { toText } from '../../../../../src/simulator/machine/guests/server/words.ts';
import { webMemoryBytes } from '../../../../../src/simulator/machine/guests/web/page-cache.ts';
import { webServer } from '../../../../../src/simulator/machine/guests/web/web-server.ts';
import { mount } from '../../../../../src/simulator/storage/file-system/file-system.ts';
import { ServerBench } from '../../../../helpers/server-bench.ts';
import fc from '../../../../helpers/property.ts';

const FILES = 6;

function bench(seed = 1): ServerBench {
  return new ServerBench(webServer({ kind: 'web', requestsPerSecond: 100, files: FILES }), webMemoryBytes(FILES), seed);
}

function booted(): ServerBench {
  const server = bench();
  server.boot();
  return server;
}

test('its site is on the disk, with a list of checksums', () => {
  const files = mount(bench().disk());
  expect(files.list('/www').map(({ name }) => name)).toEqual([
    'checksums', 'index.html', 'page-1.html', 'page-2.html', 'page-3.html', 'page-4.html', 'page-5.html', 'requests',
  ]);
  const { size } = files.stat('/www/index.html');
  expect(toText(files.readFile('/www/checksums')).split('\n')[0]).toMatch(new RegExp(`^/index.html ${size} [0-9a-f]{8}$`));
  expect(toText(files.readFile('/www/page-1.html'))).toMatch(/^<!DOCTYPE html>\n<title>Page 1<\/title>/);
});

describe('a web server', () => {
  test('answers with the size and the checksum that the list has', () => {
    const server = booted();
    const [, size, checksum] = toText(mount(server.disk()).readFile('/www/checksums')).split('\n')[2]!.split(' ');
    expect(server.ask('GET /page-2.html')).toBe(`200 ${size} bytes, checksum ${checksum}`);
  });

  test.each([
    ['GET /secret', '404 there is no /secret'],
    ['PUT /index.html', '400 say "GET /index.html"'],
  ])('answers "%s" with "%s"', (request, answer) => {
    expect(booted().ask(request)).toBe(answer);
  });

  test('writes a line into its log after 64 requests', () => {
    const server = booted();
    server.run(130);
    const lines = toText(mount(server.disk()).readFile('/www/requests')).trim().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^ *64 requests served, checksum [0-9a-f]{8}$/),
      expect.stringMatching(/^ *128 requests served, checksum [0-9a-f]{8}$/),
    ]);
  });

  test('computes the same in however many portions it runs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 5 }), (seed, portions) => {
        const one = bench(seed);
        for (const steps of portions) one.run(steps);
        const other = bench(seed);
        other.run(portions.reduce((sum, steps) => sum + steps, 0));
        expect(one.hash()).toBe(other.hash());
      }),
      { numRuns: 20 },
    );
  });
});

describe('its own checks find', () => {
  function reasonAfter(harm: (server: ServerBench) => void): string | null {
    const server = booted();
    server.run(100);
    expect(server.report().reason).toBeNull();
    harm(server);
    server.run(200);
    return server.report().reason;
  }

  test('nothing where nothing is wrong', () => {
    expect(reasonAfter(() => undefined)).toBeNull();
  });

  test('a write into its status page', () => {
    expect(reasonAfter(({ memory }) => memory.writeWord(STATUS_ADDRESS, 5))).toBe('its status page was overwritten');
  });

  test('a write into what it knows of a file, or into a file in memory', () => {
    const entry = PROGRAM_ADDRESS + 64;
    expect(reasonAfter(({ memory }) => memory.writeWord(entry + 32, 5))).toBe(
      'a page of a file in its memory at 0x10040 has a wrong checksum: memory was overwritten',
    );
    // Of all files, since one may just be read from the disk again, which mends it.
    const reason = reasonAfter(({ memory }) => {
      for (let file = 1; file <= FILES; file++) memory.writeWord(PROGRAM_ADDRESS + file * 4096 + 40, 5);
    });
    expect(reason).toMatch(/^a page of a file in its memory at 0x1[1-6]000 has a wrong checksum: memory was overwritten$/);
  });

  test('files that are gone, and it does not boot without them either', () => {
    const server = booted();
    server.harm('delete-files');
    server.run(100);
    expect(server.report().reason).toBe('its files are gone from the disk');
    server.powerOff();
    server.boot();
    expect(server.report()).toMatchObject({ state: 'crashed', reason: 'its files are gone from the disk' });
  });

  test('wild writes all over its memory', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const server = bench(seed);
      server.boot();
      server.run(100);
      expect(server.harm('wild-writes', seed)).toBeGreaterThan(0);
      server.run(300);
      expect(server.report().state, `seed ${seed}`).toBe('crashed');
    }
  });
});
