import {
  BANDWIDTH,
  DEFAULT_THROTTLE,
  DIRTY_LIMIT,
  DOWNTIME,
  type MigrationParameters,
  NANOSECONDS_PER_MILLISECOND,
  type QuantityKind,
  readQuantity,
  SIZE,
  TEBIBYTE,
  type ThrottleParameters,
} from '../../simulator/index.ts';
import { isThrottled, withThrottle } from './chosen-settings.ts';
import { countOfRounds, exactMilliseconds, exactRate, exactSize, NO_CAP } from './exact-quantities.ts';
import { goesByDowntimeLimit, hasPostCopy, hasRounds } from './mechanism.ts';
import type { TypedSetting } from './setting.ts';

const CACHE: QuantityKind = { ...SIZE, example: '64 MiB', most: TEBIBYTE, mostText: '1 TiB' };

/** How many rounds there are where their number is fixed. */
export const ROUNDS = numberSetting({
  name: 'rounds',
  label: 'Rounds',
  detail: 'How many rounds are sent before the machine is paused.',
  qemuName: null,
  applies: (parameters) => hasRounds(parameters) && parameters.stopRule === 'fixed-rounds',
  least: 1,
  most: 1000,
  get: ({ rounds }) => rounds,
  set: (parameters, rounds) => ({ ...parameters, rounds }),
});

/** The longest pause that is acceptable. */
export const DOWNTIME_LIMIT: TypedSetting = {
  kind: 'typed',
  name: 'downtimeLimitMilliseconds',
  label: 'Downtime limit',
  detail: 'Longest pause that is acceptable; more lets the rounds end sooner.',
  qemuName: 'downtime-limit',
  prompt: 'Longest pause that is acceptable, such as 300 ms or 2 s.',
  applies: goesByDowntimeLimit,
  text: ({ downtimeLimitMilliseconds }) => exactMilliseconds(downtimeLimitMilliseconds),
  read(typed, parameters) {
    const reading = readQuantity(typed, DOWNTIME);
    if (!reading.ok) return { ok: false, problem: `The downtime limit ${reading.complaint}` };
    const downtimeLimitMilliseconds = reading.amount / NANOSECONDS_PER_MILLISECOND;
    if (!Number.isInteger(downtimeLimitMilliseconds)) {
      return { ok: false, problem: 'The downtime limit counts whole milliseconds, as in QEMU.' };
    }
    return { ok: true, parameters: { ...parameters, downtimeLimitMilliseconds } };
  },
};

/** The cap on the rounds. */
export const MAX_BANDWIDTH = optionalSetting({
  name: 'maxBandwidthBytesPerSecond',
  label: 'Maximum bandwidth',
  subject: 'The bandwidth',
  detail: 'Cap on the rounds; the stop phase goes at link speed.',
  qemuName: 'max-bandwidth',
  prompt: `Cap on the rate of the rounds, such as 128 MiB/s or 1 Gbit/s, or "${NO_CAP}".`,
  applies: hasRounds,
  none: NO_CAP,
  quantity: BANDWIDTH,
  show: exactRate,
  get: ({ maxBandwidthBytesPerSecond }) => maxBandwidthBytesPerSecond,
  set: (parameters, maxBandwidthBytesPerSecond) => ({ ...parameters, maxBandwidthBytesPerSecond }),
});

/** The cap on the background push. */
export const MAX_POST_COPY_BANDWIDTH = optionalSetting({
  name: 'maxPostCopyBandwidthBytesPerSecond',
  label: 'Maximum post-copy bandwidth',
  subject: 'The bandwidth',
  detail: 'Cap on the background push; pages that are waited for ignore it.',
  qemuName: 'max-postcopy-bandwidth',
  prompt: `Cap on the background push of post-copy, such as 128 MiB/s, or "${NO_CAP}".`,
  applies: hasPostCopy,
  none: NO_CAP,
  quantity: BANDWIDTH,
  show: exactRate,
  get: ({ maxPostCopyBandwidthBytesPerSecond }) => maxPostCopyBandwidthBytesPerSecond,
  set: (parameters, maxPostCopyBandwidthBytesPerSecond) => ({ ...parameters, maxPostCopyBandwidthBytesPerSecond }),
});

/** The most that a vCPU may write in a second. */
export const DIRTY_LIMIT_RATE = optionalSetting({
  name: 'dirtyLimitBytesPerSecond',
  label: 'Dirty limit',
  subject: 'The limit',
  detail: 'Bounds what a VM writes in place of slowing all it does; not for containers.',
  qemuName: 'dirty-limit, vcpu-dirty-limit',
  prompt: 'Most that each vCPU may write once it writes too fast, such as 1 MiB/s, or "off".',
  applies: (parameters) => hasRounds(parameters) && parameters.throttle === null,
  none: 'off',
  quantity: DIRTY_LIMIT,
  show: exactRate,
  get: ({ dirtyLimitBytesPerSecond }) => dirtyLimitBytesPerSecond,
  set: (parameters, dirtyLimitBytesPerSecond) => ({ ...parameters, dirtyLimitBytesPerSecond }),
});

/** The size of the cache of pages that were sent before. */
export const XBZRLE = optionalSetting({
  name: 'xbzrleCacheBytes',
  label: 'XBZRLE cache',
  subject: 'The cache',
  detail: 'Of a page that was sent before, sends only what has changed since.',
  qemuName: 'xbzrle, xbzrle-cache-size',
  prompt: 'Memory for pages that were sent before, such as 64 MiB, or "off".',
  applies: hasRounds,
  none: 'off',
  quantity: CACHE,
  show: exactSize,
  get: ({ xbzrleCacheBytes }) => xbzrleCacheBytes,
  // Deltas do not go over several streams.
  set: (parameters, xbzrleCacheBytes) => ({ ...parameters, xbzrleCacheBytes, ...(xbzrleCacheBytes > 0 && { multifdChannels: 0 }) }),
});

/** What is typed where all goes over the main stream. */
const ONE_STREAM = 'off';

/** How many streams there are beside the main one. */
export const CHANNELS: TypedSetting = {
  kind: 'typed',
  name: 'multifdChannels',
  label: 'Multiple streams',
  detail: 'Sends pages in packets over several connections at a time.',
  qemuName: 'multifd, multifd-channels',
  prompt: `Streams beside the main one, from 1 to 255 (QEMU takes 2), or "${ONE_STREAM}".`,
  applies: (parameters) => !hasPostCopy(parameters),
  text: ({ multifdChannels }) => (multifdChannels === 0 ? ONE_STREAM : String(multifdChannels)),
  read(typed, parameters) {
    const multifdChannels = typed.trim().toLowerCase() === ONE_STREAM ? 0 : wholeNumber(typed, 0, 255);
    if (multifdChannels === undefined) return { ok: false, problem: `Type a whole number from 1 to 255, or "${ONE_STREAM}".` };
    return { ok: true, parameters: { ...parameters, multifdChannels, ...(multifdChannels > 0 && { xbzrleCacheBytes: 0 }) } };
  },
};

/** What is typed where post-copy waits for `vm.startPostCopy`. */
const ON_REQUEST = 'on request';

/** After how many rounds a hybrid migration goes over to post-copy. */
export const POST_COPY_AFTER: TypedSetting = {
  kind: 'typed',
  name: 'postCopyAfterRounds',
  label: 'Post-copy begins',
  detail: 'After so many rounds, or when you ask for it.',
  qemuName: 'migrate-start-postcopy',
  prompt: `Rounds before post-copy begins, from 1 to 1000, or "${ON_REQUEST}".`,
  applies: ({ strategy }) => strategy === 'hybrid',
  text: ({ postCopyAfterRounds: rounds }) => (rounds === 0 ? ON_REQUEST : `after ${countOfRounds(rounds)}`),
  read(typed, parameters) {
    const [, count = ''] = /^\s*(?:after\s+)?(\d+)(?:\s+rounds?)?\s*$/i.exec(typed) ?? [];
    const wanted = typed.trim().toLowerCase() === ON_REQUEST ? 0 : wholeNumber(count, 1, 1000);
    if (wanted !== undefined) return { ok: true, parameters: { ...parameters, postCopyAfterRounds: wanted } };
    return { ok: false, problem: `Type a whole number of rounds from 1 to 1000, or "${ON_REQUEST}".` };
  },
};

/** What auto-converge takes at first. */
export const THROTTLE_INITIAL = throttleSetting(
  'initialPercent', 'First throttle', 'Share of its running time taken from it at first.', 'cpu-throttle-initial', 99);
/** What it adds each further time. */
export const THROTTLE_INCREMENT = throttleSetting(
  'incrementPercent', 'Throttle increment', 'Added each further time.', 'cpu-throttle-increment', 99);
/** What it takes at most. */
export const THROTTLE_MAXIMUM = throttleSetting(
  'maximumPercent', 'Maximum throttle', 'Never more than this is taken.', 'max-cpu-throttle', 99);
/** When it begins, and goes on. */
export const THROTTLE_TRIGGER = throttleSetting(
  'triggerPercent', 'Throttle trigger', 'Dirtied bytes over sent bytes in a period, from which it is too dirty.', 'throttle-trigger-threshold', 100);

function throttleSetting(
  name: Exclude<keyof ThrottleParameters, 'tailSlow'>,
  label: string,
  detail: string,
  qemuName: string,
  most: number,
): TypedSetting {
  return numberSetting({
    name, label, detail, qemuName, least: 1, most, unit: '%',
    applies: isThrottled,
    get: ({ throttle }) => (throttle ?? DEFAULT_THROTTLE)[name],
    set: (parameters, percent) => withThrottle(parameters, { [name]: percent }),
  });
}

type Common = Pick<TypedSetting, 'name' | 'label' | 'detail' | 'qemuName' | 'applies'> & {
  readonly get: (parameters: MigrationParameters) => number;
  readonly set: (parameters: MigrationParameters, value: number) => MigrationParameters;
};

function numberSetting(
  { get, set, least, most, unit, ...rest }: Common & { readonly least: number; readonly most: number; readonly unit?: '%' },
): TypedSetting {
  const range = `from ${least} to ${most}${unit ? ` ${unit}` : ''}`;
  return {
    ...rest,
    kind: 'typed',
    prompt: `${rest.label}, ${range}.`,
    text: (parameters) => `${get(parameters)}${unit ? ` ${unit}` : ''}`,
    read(typed, parameters) {
      const value = wholeNumber(unit ? typed.replace(/%\s*$/, '') : typed, least, most);
      if (value !== undefined) return { ok: true, parameters: set(parameters, value) };
      return { ok: false, problem: `Type a whole number ${range}.` };
    },
  };
}

interface Optional extends Common, Pick<TypedSetting, 'prompt'> {
  /** What the sentence on a mistake begins with. */
  readonly subject: string;
  /** What is typed for 0. */
  readonly none: string;
  readonly quantity: QuantityKind;
  readonly show: (amount: number) => string;
}

function optionalSetting({ get, set, subject, none, quantity, show, ...rest }: Optional): TypedSetting {
  return {
    ...rest,
    kind: 'typed',
    text: (parameters) => (get(parameters) === 0 ? none : show(get(parameters))),
    read(typed, parameters) {
      if ([none, '0', 'none'].includes(typed.trim().toLowerCase())) return { ok: true, parameters: set(parameters, 0) };
      const reading = readQuantity(typed, quantity);
      if (reading.ok) return { ok: true, parameters: set(parameters, reading.amount) };
      return { ok: false, problem: `${subject} ${reading.complaint} Or type "${none}".` };
    },
  };
}

function wholeNumber(typed: string, least: number, most: number): number | undefined {
  if (!/^\s*\d+\s*$/.test(typed)) return undefined;
  const value = Number(typed);
  return value >= least && value <= most ? value : undefined;
}
