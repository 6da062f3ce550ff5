import { describe, expect, test } from 'vitest';
import { DEFAULT_PARAMETERS, DEFAULT_THROTTLE, type MigrationParameters } from '../../../src/simulator/index.ts';
import { readSettings } from '../../../src/viewmodel/migration/read-settings.ts';
import { settingsText } from '../../../src/viewmodel/migration/settings-text.ts';
import { SETTINGS, settingsFor } from '../../../src/viewmodel/migration/settings.ts';

function parameters(changes: Partial<MigrationParameters> = {}): MigrationParameters {
  return { ...DEFAULT_PARAMETERS, ...changes };
}

function typed(name: string, text: string) {
  const setting = SETTINGS.find((each) => each.name === name);
  if (setting?.kind !== 'typed') throw new Error(`${name} is not typed`);
  return setting.read(text, parameters({ throttle: DEFAULT_THROTTLE }));
}

function problem(name: string, text: string): string {
  const reading = typed(name, text);
  return reading.ok ? 'no problem' : reading.problem;
}

describe('settings in one line', () => {
  test.each<[Partial<MigrationParameters>, string]>([
    [{}, 'pre-copy, rule of QEMU up to 10.0, downtime ≤ 300 ms, ≤ 128 MiB/s'],
    [{ strategy: 'stop-and-copy' }, 'stop-and-copy'],
    [{ strategy: 'stop-and-copy', multifdChannels: 2 }, 'stop-and-copy, 2 streams'],
    [{ strategy: 'post-copy', multifdChannels: 2 }, 'post-copy'],
    [{ strategy: 'stop-and-copy', returnPath: false }, 'stop-and-copy, no return path'],
    [{ strategy: 'post-copy', returnPath: false, throttle: DEFAULT_THROTTLE }, 'post-copy'],
    [{ strategy: 'post-copy', maxPostCopyBandwidthBytesPerSecond: 5e6 }, 'post-copy, push ≤ 5 MB/s'],
    [{ stopRule: 'xen-4.10', maxBandwidthBytesPerSecond: 0 }, 'pre-copy, rule of Xen from 4.10, no cap'],
    [{ stopRule: 'fixed-rounds', rounds: 1 }, 'pre-copy, stop after 1 round, ≤ 128 MiB/s'],
    [
      { strategy: 'hybrid', postCopyAfterRounds: 0, downtimeLimitMilliseconds: 2000 },
      'hybrid with post-copy on request, rule of QEMU up to 10.0, downtime ≤ 2 s, ≤ 128 MiB/s',
    ],
    [
      { dirtyLimitBytesPerSecond: 2 ** 20, maxBandwidthBytesPerSecond: 0 },
      'pre-copy, rule of QEMU up to 10.0, downtime ≤ 300 ms, no cap, dirty limit 1 MiB/s',
    ],
    [
      { throttle: DEFAULT_THROTTLE, xbzrleCacheBytes: 2 ** 26, stopRule: 'virtualbox' },
      'pre-copy, rule of VirtualBox, downtime ≤ 300 ms, ≤ 128 MiB/s, auto-converge from 20 %, XBZRLE with 64 MiB',
    ],
  ])('%o', (changes, line) => {
    expect(settingsText(parameters(changes))).toBe(line);
  });
});

describe('settings that are offered', () => {
  test('are those that make a difference', () => {
    const names = (changes: Partial<MigrationParameters>) => settingsFor(parameters(changes)).map(({ name }) => name);
    expect(names({})).toEqual([
      'strategy', 'stopRule', 'downtimeLimitMilliseconds', 'maxBandwidthBytesPerSecond', 'throttle', 'dirtyLimitBytesPerSecond',
      'xbzrleCacheBytes', 'multifdChannels', 'returnPath',
    ]);
    expect(names({ strategy: 'stop-and-copy' })).toEqual(['strategy', 'multifdChannels', 'returnPath']);
    expect(names({ strategy: 'post-copy' })).toEqual(['strategy', 'maxPostCopyBandwidthBytesPerSecond']);
    expect(names({ strategy: 'hybrid', stopRule: 'fixed-rounds', throttle: DEFAULT_THROTTLE })).toEqual([
      'strategy', 'stopRule', 'rounds', 'maxBandwidthBytesPerSecond', 'postCopyAfterRounds',
      'maxPostCopyBandwidthBytesPerSecond', 'throttle', 'initialPercent', 'incrementPercent', 'maximumPercent',
      'tailSlow', 'triggerPercent', 'xbzrleCacheBytes', 'returnPath',
    ]);
  });

  test('every choice is explained, exactly one is current, and choosing it is seen', () => {
    for (const setting of SETTINGS) {
      if (setting.kind === 'typed') continue;
      const choices = setting.choices(parameters());
      expect(choices.filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
      for (const { label, detail, parameters: chosen } of choices) {
        expect(detail).toMatch(/^[A-Z].{1,78}\.$/);
        expect(setting.text(chosen).toLowerCase()).toBe(label.toLowerCase());
      }
    }
  });
});

test('auto-converge takes the place of the dirty limit, for they do not go together', () => {
  const autoConverge = SETTINGS.find(({ name }) => name === 'throttle');
  if (autoConverge?.kind !== 'chosen') throw new Error('auto-converge is not chosen');
  const [on] = autoConverge.choices(parameters({ dirtyLimitBytesPerSecond: 2 ** 20 }));
  expect(on?.parameters).toEqual(parameters({ throttle: DEFAULT_THROTTLE }));
  expect(settingsFor(parameters({ throttle: DEFAULT_THROTTLE })).map(({ name }) => name)).not.toContain('dirtyLimitBytesPerSecond');
});

describe('multiple streams', () => {
  test('take the place of XBZRLE, and XBZRLE theirs, for they do not go together', () => {
    const settings = (name: string) => SETTINGS.find((each) => each.name === name);
    const [channels, cache] = [settings('multifdChannels'), settings('xbzrleCacheBytes')];
    if (channels?.kind !== 'typed' || cache?.kind !== 'typed') throw new Error('they are typed');
    const streams = channels.read('4', parameters({ xbzrleCacheBytes: 2 ** 20 }));
    expect(streams).toEqual({ ok: true, parameters: parameters({ multifdChannels: 4 }) });
    expect(cache.read('1 MiB', parameters({ multifdChannels: 4 }))).toEqual({ ok: true, parameters: parameters({ xbzrleCacheBytes: 2 ** 20 }) });
    expect(cache.read('off', parameters({ multifdChannels: 4 })), 'what is off takes no place').toEqual({ ok: true, parameters: parameters({ multifdChannels: 4 }) });
  });

  test('end where post-copy is chosen, which goes over one', () => {
    const strategy = SETTINGS.find(({ name }) => name === 'strategy');
    if (strategy?.kind !== 'chosen') throw new Error('a strategy is chosen');
    const chosen = strategy.choices(parameters({ multifdChannels: 4 })).map(({ parameters: made }) => [made.strategy, made.multifdChannels]);
    expect(chosen).toEqual([['stop-and-copy', 4], ['pre-copy', 4], ['post-copy', 0], ['hybrid', 0]]);
  });
});

describe('typed settings', () => {
  test('what is shown can be typed again and changes nothing', () => {
    const many: Partial<MigrationParameters>[] = [
      {},
      { throttle: DEFAULT_THROTTLE, maxBandwidthBytesPerSecond: 0, postCopyAfterRounds: 0 },
      { maxBandwidthBytesPerSecond: 123_456_789, maxPostCopyBandwidthBytesPerSecond: 125e6, xbzrleCacheBytes: 3 * 4096 },
      { throttle: { ...DEFAULT_THROTTLE, initialPercent: 99, triggerPercent: 100 }, downtimeLimitMilliseconds: 0 },
      { downtimeLimitMilliseconds: 2_000_000, rounds: 1000, xbzrleCacheBytes: 2 ** 30, maxBandwidthBytesPerSecond: 1e12 },
    ];
    for (const settings of many.map(parameters)) {
      for (const setting of SETTINGS) {
        if (setting.kind === 'chosen' || (settings.throttle === null && setting.label.includes('throttle'))) continue;
        if (settings.throttle === null && setting.label.startsWith('Throttle')) continue;
        expect(setting.read(setting.text(settings), settings)).toEqual({ ok: true, parameters: settings });
      }
    }
  });

  test.each([
    ['downtimeLimitMilliseconds', '1.5 s', { downtimeLimitMilliseconds: 1500 }],
    ['maxBandwidthBytesPerSecond', '1 Gbit/s', { maxBandwidthBytesPerSecond: 125_000_000 }],
    ['maxBandwidthBytesPerSecond', ' No Cap ', { maxBandwidthBytesPerSecond: 0 }],
    ['postCopyAfterRounds', '3', { postCopyAfterRounds: 3 }],
    ['postCopyAfterRounds', 'after 1 round', { postCopyAfterRounds: 1 }],
    ['postCopyAfterRounds', 'on request', { postCopyAfterRounds: 0 }],
    ['dirtyLimitBytesPerSecond', '1 MiB/s', { dirtyLimitBytesPerSecond: 1_048_576 }],
    ['xbzrleCacheBytes', 'off', { xbzrleCacheBytes: 0 }],
    ['multifdChannels', ' 4', { multifdChannels: 4 }],
    ['multifdChannels', 'Off', { multifdChannels: 0 }],
    ['initialPercent', '30%', { throttle: { ...DEFAULT_THROTTLE, initialPercent: 30 } }],
  ])('%s %s', (name, text, change) => {
    expect(typed(name, text)).toEqual({ ok: true, parameters: parameters({ throttle: DEFAULT_THROTTLE, ...change }) });
  });

  test.each([
    ['downtimeLimitMilliseconds', '300', 'The downtime limit has no unit: "300"; write a time with its unit, such as "300 ms", from 0 s to 2000 s.'],
    ['downtimeLimitMilliseconds', '1 us', 'The downtime limit counts whole milliseconds, as in QEMU.'],
    ['maxBandwidthBytesPerSecond', 'fast', 'The bandwidth is not a bandwidth: "fast"; write a bandwidth with its unit, such as "1 Gbit/s", from 1 kB/s to 1000 GB/s. Or type "no cap".'],
    ['postCopyAfterRounds', '0', 'Type a whole number of rounds from 1 to 1000, or "on request".'],
    ['dirtyLimitBytesPerSecond', '1 MB/s', 'The limit is too small: "1 MB/s"; write a bandwidth with its unit, such as "1 MiB/s", from 1 MiB/s to 1000 GB/s. Or type "off".'],
    ['multifdChannels', '256', 'Type a whole number from 1 to 255, or "off".'],
    ['rounds', '2.5', 'Type a whole number from 1 to 1000.'],
    ['initialPercent', '100', 'Type a whole number from 1 to 99 %.'],
  ])('%s %s is refused with what would do', (name, text, sentence) => {
    expect(problem(name, text)).toBe(sentence);
  });
});

describe('remembered settings', () => {
  test('come back as they were', () => {
    const settings = parameters({ strategy: 'hybrid', stopRule: 'virtualbox', throttle: { ...DEFAULT_THROTTLE, tailSlow: true }, returnPath: false });
    expect(readSettings(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
  });

  test.each([undefined, null, 7, 'pre-copy', [], {}])('%o counts as the defaults', (stored) => {
    expect(readSettings(stored)).toEqual(DEFAULT_PARAMETERS);
  });

  test('what makes no sense counts as the default, the rest stays', () => {
    const stored = {
      strategy: 'teleport', stopRule: 'xen-2004', downtimeLimitMilliseconds: -1, maxBandwidthBytesPerSecond: '1 GB/s',
      rounds: 1e9, returnPath: false, throttle: { initialPercent: 500, incrementPercent: 5 }, other: 1,
    };
    expect(readSettings(stored)).toEqual({
      ...DEFAULT_PARAMETERS, stopRule: 'xen-2004', returnPath: false, throttle: { ...DEFAULT_THROTTLE, incrementPercent: 5 },
    });
  });
});
