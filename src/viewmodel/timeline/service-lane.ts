import { milliseconds, NANOSECONDS_PER_SECOND, type Nanoseconds } from '../../simulator/index.ts';
import type { Span } from './spans.ts';
import type { ServiceEvent } from './timed-event.ts';
import type { Viewport } from './viewport.ts';

/** What clients saw in a stretch of time. */
export interface ServiceGroup {
  readonly from: Nanoseconds;
  readonly to: Nanoseconds;
  readonly answers: number;
  readonly answersPerSecond: number;
  /** The longest of its samples' 99th percentiles; null where nothing was answered. */
  readonly p99Latency: Nanoseconds | null;
  readonly longestLatency: Nanoseconds | null;
}

/** From the pause of the machine to the announcement that lets clients find it again, or to where it went on. */
export interface Outage extends Span {
  /** The longest that a client had waited when answers came again; null before the first answer after it. */
  readonly longestLatency: Nanoseconds | null;
}

type Sample = Extract<ServiceEvent, { kind: 'service.sample' }>;

/** A sample tells of this much time before it (src/simulator/network/service.ts). */
const SAMPLE_LENGTH = milliseconds(100);
/** Clients look at their answers this often, so those in a sample right after the outage may be from before it. */
const TICK = milliseconds(5);

/** What the clients of the machine's server saw. Empty where it has none. */
export class ServiceLane {
  readonly #samples: { readonly time: Nanoseconds; readonly sample: Sample }[] = [];
  #outage: Outage | null = null;
  #announcedAt: Nanoseconds | null = null;
  /** When the first answers after the outage came. */
  #answeredAt: Nanoseconds | null = null;
  #longestLater: Nanoseconds = 0;
  #most = 0;

  get count(): number {
    return this.#samples.length;
  }

  /** The most answers a second in a sample. */
  get mostAnswersPerSecond(): number {
    return this.#most;
  }

  /** Null while the machine has not paused, or where it has no clients. */
  get outage(): Outage | null {
    return this.count > 0 ? this.#outage : null;
  }

  /** When the network was told where the machine is; null before. */
  get announcedAt(): Nanoseconds | null {
    return this.#announcedAt;
  }

  /** How long clients waited later on, where that is longer than in the outage: for pages, in post-copy; null where it is not. */
  get longerWait(): Nanoseconds | null {
    return this.#longestLater > (this.outage?.longestLatency ?? Number.POSITIVE_INFINITY) ? this.#longestLater : null;
  }

  /** Time of the last sample. */
  get end(): Nanoseconds {
    return this.#samples.at(-1)?.time ?? 0;
  }

  paused(time: Nanoseconds): void {
    this.#outage ??= { from: time, to: null, longestLatency: null };
  }

  announced(time: Nanoseconds): void {
    this.#announcedAt ??= time;
    this.#endOutage(time);
  }

  /** The migration has ended; a machine that goes on at the source is found there at once. */
  ended(time: Nanoseconds, completed: boolean): void {
    if (!completed) this.#endOutage(time);
  }

  /** Takes a sample; true where it is the first that tells how long clients waited in the outage. */
  add(sample: Sample, time: Nanoseconds): boolean {
    this.#samples.push({ time, sample });
    this.#most = Math.max(this.#most, perSecond(sample.answered, SAMPLE_LENGTH));
    const { longestLatency } = sample;
    const outage = this.#outage;
    if (outage === null || outage.to === null || longestLatency === null || time < outage.to + TICK) return false;
    this.#answeredAt ??= time;
    if (time > this.#answeredAt + SAMPLE_LENGTH) this.#longestLater = Math.max(this.#longestLater, longestLatency);
    else this.#outage = { ...outage, longestLatency: Math.max(outage.longestLatency ?? 0, longestLatency) };
    return outage.longestLatency === null;
  }

  /** What clients saw in stretches of at least this length, those in sight. */
  groups(view: Viewport, length: Nanoseconds): ServiceGroup[] {
    const step = SAMPLE_LENGTH * Math.max(1, Math.ceil(length / SAMPLE_LENGTH));
    const places = new Map<number, Sample[]>();
    for (const { time, sample } of this.#samples) {
      if (time < view.from || time - SAMPLE_LENGTH > view.to) continue;
      const place = Math.floor(Math.max(0, time - 1) / step);
      const known = places.get(place);
      if (known) known.push(sample);
      else places.set(place, [sample]);
    }
    return [...places].map(([place, samples]) => together(samples, place * step, (place + 1) * step));
  }

  /** What clients saw from one time to another; null where there is no sample in it. */
  between(from: Nanoseconds, to: Nanoseconds): ServiceGroup | null {
    const found = this.#samples.filter(({ time }) => time > from && time <= to).map(({ sample }) => sample);
    return found.length > 0 ? together(found, from, to) : null;
  }

  /** Every sample with its time, in order. */
  all(): readonly { readonly time: Nanoseconds; readonly sample: Sample }[] {
    return this.#samples;
  }

  #endOutage(time: Nanoseconds): void {
    if (this.#outage?.to === null) this.#outage = { ...this.#outage, to: time };
  }
}

function together(samples: readonly Sample[], from: Nanoseconds, to: Nanoseconds): ServiceGroup {
  const answered = samples.reduce((sum, sample) => sum + sample.answered, 0);
  return {
    from,
    to,
    answers: answered,
    answersPerSecond: perSecond(answered, samples.length * SAMPLE_LENGTH),
    p99Latency: longest(samples.map(({ p99Latency }) => p99Latency)),
    longestLatency: longest(samples.map(({ longestLatency }) => longestLatency)),
  };
}

function perSecond(count: number, time: Nanoseconds): number {
  return Math.round((count * NANOSECONDS_PER_SECOND) / time);
}

function longest(latencies: readonly (Nanoseconds | null)[]): Nanoseconds | null {
  const known = latencies.filter((latency) => latency !== null);
  return known.length > 0 ? Math.max(...known) : null;
}
