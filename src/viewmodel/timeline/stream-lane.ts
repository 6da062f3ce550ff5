import type { MigrationEvent, Nanoseconds } from '../../simulator/index.ts';
import { firstIndex } from './first-index.ts';
import type { Span } from './spans.ts';
import type { Viewport } from './viewport.ts';

type InStepEvent = Extract<MigrationEvent, { kind: 'migration.channels-in-step' }>;

/** What went over each stream from one time in step to the next. */
export interface StreamSpan extends Span {
  readonly to: Nanoseconds;
  readonly mainBytes: number;
  /** Channel by channel. */
  readonly channelBytes: readonly number[];
  /** How long the sender waited at the end for channels that were not in step yet. */
  readonly waited: Nanoseconds;
  /** So many of them, where they are too narrow to tell apart. */
  readonly count: number;
}

/** Several streams side by side. Empty where all goes over one. */
export class StreamLane {
  readonly #spans: StreamSpan[] = [];
  #mainBytes = 0;
  #channelBytes: readonly number[] = [];
  #from: Nanoseconds = 0;

  get spans(): readonly StreamSpan[] {
    return this.#spans;
  }

  /** All that has gone over channels so far. */
  get overChannels(): number {
    return sum(this.#channelBytes);
  }

  /** Sending begins. */
  begin(time: Nanoseconds): void {
    if (this.#spans.length === 0) this.#from = time;
  }

  inStep({ mainBytes, channelBytes, waited }: InStepEvent, time: Nanoseconds): void {
    this.#spans.push({
      from: this.#from,
      to: time,
      mainBytes: mainBytes - this.#mainBytes,
      channelBytes: channelBytes.map((bytes, channel) => bytes - (this.#channelBytes[channel] ?? 0)),
      waited,
      count: 1,
    });
    this.#mainBytes = mainBytes;
    this.#channelBytes = channelBytes;
    this.#from = time;
  }

  /** Those in sight; neighbours narrower than `narrowest` are put together. */
  groups(view: Viewport, narrowest: Nanoseconds): StreamSpan[] {
    const found: StreamSpan[] = [];
    const first = firstIndex(this.#spans.length, (index) => (this.#spans[index]?.to ?? 0) >= view.from);
    for (let index = first; index < this.#spans.length; index += 1) {
      const span = this.#spans[index];
      if (!span || span.from > view.to) break;
      const previous = found.at(-1);
      if (previous && span.to - previous.from < narrowest) found[found.length - 1] = joined(previous, span);
      else found.push(span);
    }
    return found;
  }
}

function joined(left: StreamSpan, right: StreamSpan): StreamSpan {
  return {
    from: left.from,
    to: right.to,
    mainBytes: left.mainBytes + right.mainBytes,
    channelBytes: left.channelBytes.map((bytes, channel) => bytes + (right.channelBytes[channel] ?? 0)),
    waited: left.waited + right.waited,
    count: left.count + right.count,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
