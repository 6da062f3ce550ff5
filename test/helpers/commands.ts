import { SNAPSHOT_METHODS } from '../../src/simulator/snapshot/saved-state.ts';
import type { Command } from '../../src/simulator/datacenter/commands.ts';
import { MEBIBYTE } from '../../src/simulator/memory/page.ts';
import { guests, migrationParameters } from './arbitraries.ts';
import fc from './property.ts';

const hosts = fc.constantFrom('alpha', 'alpha', 'beta', 'beta', 'beta', 'gamma');
const vms = fc.constantFrom('web', 'web', 'web', 'web', 'counter', 'counter', 'third');
const snapshots = fc.constantFrom('snapshot-1', 'snapshot-1', 'snapshot-1', 'snapshot-2', 'snapshot-3');
const pairs = fc.constantFrom<[string, string]>(['alpha', 'beta'], ['alpha', 'beta'], ['beta', 'alpha'], ['alpha', 'gamma'], ['beta', 'beta']);
const bandwidths = fc.integer({ min: 500_000, max: 60_000_000 });
const names = fc.option(fc.constantFrom('before', 'after'), { nil: undefined });

const latencies = fc.integer({ min: 0, max: 5_000_000 });
const smallTimes = fc.oneof(fc.integer({ min: 0, max: 3_000_000 }), fc.integer({ min: 0, max: 300_000_000 }));

/** Time passes: often so little that the next command comes in the middle of something. */
const advances: fc.Arbitrary<Command> = smallTimes.map((nanoseconds) => ({ kind: 'world.advance', nanoseconds }));

const migrations: fc.Arbitrary<Command> = fc
  .record({ vm: vms, to: hosts, parameters: migrationParameters })
  .map((command) => ({ kind: 'vm.migrate', ...command }));

const replications: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constant('vm.replicate' as const), vm: vms, to: hosts, everyMilliseconds: fc.constantFrom(5, 20, 50) }),
  fc
    .record({ kind: fc.constantFrom('vm.failOver', 'vm.failOver', 'vm.stopReplication'), vm: vms })
    .map((command): Command => command),
);

const onVm: fc.Arbitrary<Command> = fc
  .record({
    kind: fc.constantFrom('vm.start', 'vm.start', 'vm.pause', 'vm.resume', 'vm.resume', 'vm.stop', 'vm.delete'),
    vm: vms,
  })
  .map((command) => command);

const onMigrations: fc.Arbitrary<Command> = fc
  .record({ kind: fc.constantFrom('vm.cancelMigration', 'vm.startPostCopy', 'vm.recoverMigration'), vm: vms })
  .map((command) => command);

const linkEdits: fc.Arbitrary<Command> = fc
  .record(
    { between: pairs, bytesPerSecond: bandwidths, latencyNanoseconds: latencies, up: fc.boolean() },
    { requiredKeys: ['between'] },
  )
  .map((edit) => ({ kind: 'link.edit', ...edit }));

const takes: fc.Arbitrary<Command> = fc
  .record({
    vm: vms,
    name: names,
    method: fc.constantFrom(...SNAPSHOT_METHODS),
    contents: fc.constantFrom('machine' as const, 'machine' as const, 'disk' as const),
    quiesce: fc.constantFrom(false, false, true),
  })
  .map(({ name, ...rest }) => ({ kind: 'vm.snapshot', ...rest, ...(name !== undefined && { name }) }));

const onSnapshots: fc.Arbitrary<Command> = fc
  .record({ kind: fc.constantFrom('snapshot.rollback', 'snapshot.rollback', 'snapshot.rollback', 'snapshot.delete'), vm: vms, snapshot: snapshots })
  .map((command) => command);

const images = fc.constantFrom('base', 'overlay-1', 'overlay-2', 'overlay-3', undefined);

/** Most jobs are slow, so that something comes in between. */
const onDisks: fc.Arbitrary<Command> = fc
  .record({
    kind: fc.constantFrom('disk.overlay', 'disk.commit', 'disk.stream', 'disk.rebase', 'disk.copy', 'disk.cancelJob'),
    vm: vms,
    image: images,
    force: fc.boolean(),
    keepTop: fc.boolean(),
    unsafe: fc.boolean(),
    bytesPerSecond: fc.constantFrom(10_000_000, undefined),
  })
  .map(({ kind, vm, image, force, keepTop, unsafe, bytesPerSecond }) => {
    const speed = bytesPerSecond === undefined ? {} : { bytesPerSecond };
    const base = image === undefined ? {} : { base: image };
    switch (kind) {
      case 'disk.overlay':
      case 'disk.cancelJob':
        return { kind, vm };
      case 'disk.copy':
        return { kind, vm, ...speed };
      case 'disk.stream':
        return { kind, vm, ...base, ...speed };
      case 'disk.commit':
        return { kind, vm, ...base, force, keepTop, ...speed };
      case 'disk.rebase':
        return { kind, vm, ...(image !== undefined && { onto: image }), unsafe, ...speed };
    }
  });

const onHosts: fc.Arbitrary<Command> = fc
  .record({
    kind: fc.constantFrom('host.fail', 'host.repair', 'host.repair', 'host.exhaust', 'host.drain', 'host.remove'),
    host: hosts,
  })
  .map((command) => command);

const others: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    kind: fc.constant('host.add' as const),
    host: hosts,
    memoryBytes: fc.constantFrom(0, 32 * MEBIBYTE),
    cpuFeatures: fc.constantFrom(['avx2', 'aes'], ['aes'], []),
  }),
  fc.record({
    kind: fc.constant('vm.create' as const),
    vm: fc.constant('third'),
    host: hosts,
    memoryBytes: fc.constantFrom(2 * MEBIBYTE, 40 * MEBIBYTE),
    guest: guests(512),
    zeroShare: fc.constantFrom(0, 0.5),
    requiredCpuFeatures: fc.constantFrom([], ['aes'], ['avx2']),
  }),
  fc.record({ kind: fc.constant('vm.cancelSnapshot' as const), vm: vms }),
  fc.record({ kind: fc.constant('snapshot.describe' as const), vm: vms, snapshot: snapshots, description: fc.constantFrom('', 'as it was') }),
  fc.record(
    {
      kind: fc.constant('storage.edit' as const),
      bytesPerSecond: fc.constantFrom(5_000_000, 500_000_000),
      freeBytes: fc.constantFrom(0, 3_000_000, 1e12),
      works: fc.constantFrom(true, true, false),
    },
    { requiredKeys: ['kind'] },
  ),
  fc.record({
    kind: fc.constant('snapshot.rename' as const),
    vm: vms,
    snapshot: snapshots,
    name: fc.constantFrom('renamed', ''),
  }),
);

/** Any command, sensible or not, to a world that began with `beginning`. */
export const commands: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: advances, weight: 6 },
  { arbitrary: migrations, weight: 4 },
  { arbitrary: onMigrations, weight: 3 },
  { arbitrary: replications, weight: 3 },
  { arbitrary: onHosts, weight: 1 },
  { arbitrary: onVm, weight: 1 },
  { arbitrary: linkEdits, weight: 2 },
  { arbitrary: takes, weight: 2 },
  { arbitrary: onSnapshots, weight: 3 },
  { arbitrary: onDisks, weight: 3 },
  { arbitrary: others, weight: 1 },
);

/** Two hosts with room, one without, and two running VMs. */
export const beginning: readonly Command[] = [
  { kind: 'host.add', host: 'alpha', memoryBytes: 32 * MEBIBYTE },
  { kind: 'host.add', host: 'beta', memoryBytes: 32 * MEBIBYTE },
  { kind: 'link.edit', between: ['alpha', 'beta'], bytesPerSecond: 15_000_000, latencyNanoseconds: 100_000 },
  {
    kind: 'vm.create',
    vm: 'web',
    host: 'alpha',
    memoryBytes: 4 * MEBIBYTE,
    zeroShare: 0.5,
    guest: { kind: 'hot-cold', pagesPerSecond: 5000, workingSetPages: 800, hotPages: 60, hotProbability: 0.9 },
  },
  { kind: 'vm.start', vm: 'web' },
  { kind: 'vm.create', vm: 'counter', host: 'alpha', memoryBytes: 2 * MEBIBYTE, guest: { kind: 'counter', countsPerSecond: 3000 },
    disk: { bytes: 2 * MEBIBYTE, writesPerSecond: 40, workingSetBytes: MEBIBYTE } },
  { kind: 'vm.start', vm: 'counter' },
  { kind: 'world.advance', nanoseconds: 20_000_000 },
];
