import type { GuestSettings } from '../../src/simulator/machine/guest-settings.ts';
import { DEFAULT_PARAMETERS, DEFAULT_THROTTLE, type MigrationParameters, type MigrationStrategy, STOP_RULES } from '../../src/simulator/migration/parameters.ts';
import fc from './property.ts';

export const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

/** Strategies in which the machine moves last. */
const beforePostCopy: readonly MigrationStrategy[] = ['pre-copy', 'pre-copy', 'stop-and-copy'];

/** A guest that writes too fast is left alone, or slowed by one means or the other. */
const slowing: readonly Partial<MigrationParameters>[] = [
  {},
  {},
  { throttle: DEFAULT_THROTTLE },
  { dirtyLimitBytesPerSecond: 1_048_576 },
];

/** Pages go as they are, as what has changed of them, or over several streams. */
const sending: readonly Partial<MigrationParameters>[] = [
  {},
  { xbzrleCacheBytes: 65_536 },
  { xbzrleCacheBytes: 4_194_304 },
  { multifdChannels: 1 },
  { multifdChannels: 4 },
];

export const preCopyParameters = parametersWith(beforePostCopy);
export const migrationParameters = parametersWith([...beforePostCopy, 'post-copy', 'hybrid', 'hybrid']);

export function parametersWith(strategies: readonly MigrationStrategy[]): fc.Arbitrary<MigrationParameters> {
  return fc
    .record({
      strategy: fc.constantFrom(...strategies),
      postCopyAfterRounds: fc.integer({ min: 0, max: 3 }),
      maxPostCopyBandwidthBytesPerSecond: fc.constantFrom(0, 0, 3_000_000),
      downtimeLimitMilliseconds: fc.integer({ min: 0, max: 300 }),
      maxBandwidthBytesPerSecond: fc.oneof(fc.constant(0), fc.integer({ min: 1_000_000, max: 200_000_000 })),
      stopRule: fc.oneof(fc.constant('qemu' as const), fc.constantFrom(...STOP_RULES)),
      rounds: fc.integer({ min: 1, max: 6 }),
      returnPath: fc.boolean(),
      sentBy: fc.constantFrom(...sending),
      slowedBy: fc.constantFrom(...slowing),
    })
    .map(({ slowedBy, sentBy, ...parameters }) => ({ ...DEFAULT_PARAMETERS, ...parameters, ...slowedBy, ...sentBy }))
    .map((parameters) => (hasPostCopy(parameters) ? { ...parameters, multifdChannels: 0 } : parameters));
}

function hasPostCopy({ strategy }: MigrationParameters): boolean {
  return strategy === 'post-copy' || strategy === 'hybrid';
}

/** What `link.edit` takes. */
export const links = fc.record({
  bytesPerSecond: fc.integer({ min: 2_000_000, max: 500_000_000 }),
  streamBytesPerSecond: fc.constantFrom(2_000_000, 20_000_000, 1_000_000_000),
  latencyNanoseconds: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20_000_000 })),
});

/** A guest that fits into so many pages; the counter needs 272. */
export function guests(pageCount: number): fc.Arbitrary<GuestSettings> {
  const workload = {
    pagesPerSecond: fc.integer({ min: 1, max: 30_000 }),
    workingSetPages: fc.integer({ min: 2, max: pageCount - 1 }),
  };
  const phases = fc.record({
    seconds: fc.integer({ min: 1, max: 2 }),
    pagesPerSecond: fc.integer({ min: 0, max: 10_000 }),
    workingSetPages: workload.workingSetPages,
  });
  const hotCold = fc
    .record({ ...workload, hotShare: fc.double({ min: 0, max: 1, noNaN: true }), hotProbability: fc.constantFrom(0, 0.5, 0.9, 1) })
    .map(({ hotShare, ...rest }) => ({
      kind: 'hot-cold' as const,
      ...rest,
      hotPages: Math.max(1, Math.floor(hotShare * (rest.workingSetPages - 1))),
    }));
  return fc.oneof(
    fc.constant({ kind: 'idle' as const }),
    fc.record({ kind: fc.constant('sequential' as const), ...workload, firstPage: fc.constantFrom(0, 1) }),
    fc.record({ kind: fc.constant('uniform' as const), ...workload }),
    hotCold,
    fc.record({ kind: fc.constant('counter' as const), countsPerSecond: fc.integer({ min: 1, max: 20_000 }) }),
    fc.record({ kind: fc.constant('zipf' as const), ...workload, exponent: fc.constantFrom(0.5, 1, 1.25) }),
    fc.record({ kind: fc.constant('phased' as const), phases: fc.array(phases, { minLength: 1, maxLength: 3 }) }),
    fc.record({ kind: fc.constant('trace' as const), intervalsPerSecond: fc.integer({ min: 1, max: 100 }), intervals: fc.constantFrom(['0-40 7 7', '', '12'], ['270']) }),
    fc.record({ kind: fc.constant('scribbler' as const), writesPerSecond: fc.integer({ min: 1, max: 3000 }) }),
  );
}
