import { expect, test } from 'vitest';
import type { MigrationFigures } from '../../../src/simulator/migration/events.ts';
import { infoMigrate, queryMigrate } from '../../../src/simulator/migration/monitor.ts';

const figures: MigrationFigures = {
  totalTime: 2_500_900_000,
  setupTime: 500_900_000,
  downtime: 42_700_000,
  expectedDowntime: 120_400_000,
  transferredBytes: 250_000_000,
  precopyBytes: 249_000_000,
  downtimeBytes: 1_000_000,
  postcopyBytes: 0,
  postcopyRequests: 0,
  postcopyBlockedTime: 0,
  remainingBytes: 4096,
  totalBytes: 268_435_456,
  zeroPages: 1000,
  normalPages: 60_000,
  dirtyPagesPerSecond: 5000,
  throttlePercent: 0,
  dirtySyncCount: 6,
  megabitsPerSecond: 1073.741824,
  pagesPerSecond: 32_704,
};

const ram = {
  transferred: 250_000_000,
  remaining: 4096,
  total: 268_435_456,
  duplicate: 1000,
  skipped: 0,
  normal: 60_000,
  'normal-bytes': 245_760_000,
  'dirty-pages-rate': 5000,
  mbps: 1073.741824,
  'dirty-sync-count': 6,
  'dirty-sync-missed-zero-copy': 0,
  'postcopy-requests': 0,
  'page-size': 4096,
  'multifd-bytes': 0,
  'pages-per-second': 32_704,
  'precopy-bytes': 249_000_000,
  'downtime-bytes': 1_000_000,
  'postcopy-bytes': 0,
};

test('a migration under way has its expected downtime and what remains', () => {
  expect(queryMigrate({ status: 'active', figures })).toEqual({
    status: 'active',
    'total-time': 2500,
    'setup-time': 500,
    'expected-downtime': 120,
    ram,
  });
});

test('a completed migration has its downtime, nothing remaining, and its overall throughput', () => {
  expect(queryMigrate({ status: 'completed', figures })).toEqual({
    status: 'completed',
    'total-time': 2500,
    'setup-time': 500,
    downtime: 42,
    ram: { ...ram, remaining: 0, 'dirty-pages-rate': 0, mbps: 1000 },
  });
});

test('post-copy counts what was asked for and sent after the machine had moved', () => {
  const moved: MigrationFigures = { ...figures, postcopyRequests: 12, postcopyBytes: 2_000_000 };
  expect(queryMigrate({ status: 'postcopy-active', figures: moved })).toMatchObject({
    status: 'postcopy-active',
    'expected-downtime': 120,
    ram: { 'postcopy-requests': 12, 'postcopy-bytes': 2_000_000 },
  });
  const text = infoMigrate({ status: 'postcopy-paused', figures: moved });
  expect(text).toMatch(/^Migration status: postcopy-paused\n/);
  expect(text).toContain('dirty pages rate: 5000 pages\npostcopy request count: 12\nprecopy ram: 243164 kbytes\n');
  expect(text).toMatch(/\npostcopy ram: 1953 kbytes\n$/);
});

test('XBZRLE has a part of its own', () => {
  const xbzrle = { cacheSize: 67_108_864, bytes: 204_800, pages: 3000, cacheMiss: 1000, overflow: 2 };
  expect(queryMigrate({ status: 'completed', figures: { ...figures, xbzrle } })['xbzrle-cache']).toEqual({
    'cache-size': 67_108_864,
    bytes: 204_800,
    pages: 3000,
    'cache-miss': 1000,
    'cache-miss-rate': 0.25,
    'encoding-rate': 60,
    overflow: 2,
  });
  expect(infoMigrate({ status: 'completed', figures: { ...figures, xbzrle } })).toMatch(`
cache size: 67108864 bytes
xbzrle transferred: 200 kbytes
xbzrle pages: 3000 pages
xbzrle cache miss: 1000 pages
xbzrle cache miss rate: 0.25
xbzrle encoding rate: 60.00
xbzrle overflow: 2
`);
  expect(queryMigrate({ status: 'completed', figures })).not.toHaveProperty('xbzrle-cache');
});

test('a throttled guest is said to be so while the migration is under way', () => {
  const throttled: MigrationFigures = { ...figures, throttlePercent: 30 };
  expect(queryMigrate({ status: 'active', figures: throttled })['cpu-throttle-percentage']).toBe(30);
  expect(infoMigrate({ status: 'active', figures: throttled })).toMatch(/\ncpu throttle percentage: 30\n$/);
  expect(queryMigrate({ status: 'completed', figures: throttled })).not.toHaveProperty('cpu-throttle-percentage');
});

test('a failed migration has its reason, a cancelled one its status alone', () => {
  expect(queryMigrate({ status: 'failed', figures, reason: 'The link failed.' })).toEqual({
    status: 'failed',
    'error-desc': 'The link failed.',
  });
  expect(queryMigrate({ status: 'cancelled', figures })).toEqual({ status: 'cancelled' });
});

test('info migrate has the labels of the real monitor', () => {
  expect(infoMigrate({ status: 'completed', figures })).toBe(`Migration status: completed
total time: 2500 ms
downtime: 42 ms
setup: 500 ms
transferred ram: 244140 kbytes
throughput: 1000.00 mbps
remaining ram: 0 kbytes
total ram: 262144 kbytes
duplicate: 1000 pages
skipped: 0 pages
normal: 60000 pages
normal bytes: 240000 kbytes
dirty sync count: 6
page size: 4 kbytes
multifd bytes: 0 kbytes
pages-per-second: 32704
precopy ram: 243164 kbytes
downtime ram: 976 kbytes
`);
  expect(infoMigrate({ status: 'active', figures })).toContain('dirty pages rate: 5000 pages\n');
  expect(infoMigrate({ status: 'active', figures })).toContain('expected downtime: 120 ms\n');
  expect(infoMigrate({ status: 'failed', figures, reason: 'The link failed.' })).toBe(
    'Migration status: failed (The link failed.)\ntotal time: 0 ms\n',
  );
});
