import type { Nanoseconds } from '../../simulator/index.ts';
import { firstIndex } from './first-index.ts';
import { closeLast, type RoundSpan, type RoundWhat } from './spans.ts';
import type { Viewport } from './viewport.ts';

/** What is known when a round or the last copy begins. */
export interface RoundStart {
  readonly newDirtyPages: number;
  readonly pendingBytes: number;
  /** Since the migration began. */
  readonly transferredBytes: number;
}

/** Neighbouring rounds that are drawn as one, being too narrow to tell apart. */
export interface RoundGroup {
  readonly first: RoundSpan;
  readonly last: RoundSpan;
  readonly count: number;
  readonly from: Nanoseconds;
  readonly to: Nanoseconds;
  readonly highestPendingBytes: number;
  readonly highestSentBytes: number;
}

/** Rounds, one after the other. */
export class RoundLane {
  readonly #spans: RoundSpan[] = [];
  #transferredAtStart = 0;
  #highestBytes = 0;

  get spans(): readonly RoundSpan[] {
    return this.#spans;
  }

  get current(): RoundSpan | undefined {
    return this.#spans.at(-1);
  }

  /** The most that any round had to send or has sent. */
  get highestBytes(): number {
    return this.#highestBytes;
  }

  /** Rounds that were sent while the machine ran. */
  get liveCount(): number {
    // Of a migration of hours not every round is known.
    return this.#spans.findLast(({ what }) => what === 'round')?.round ?? 0;
  }

  begin(round: number, start: RoundStart, time: Nanoseconds): void {
    this.#open(round, 'round', start, time);
  }

  beginLastCopy(start: RoundStart, time: Nanoseconds): void {
    this.#open((this.current?.round ?? 0) + 1, 'last-copy', start, time);
  }

  /** In post-copy nothing is copied in the pause: what was to be the last copy is pushed from now on. */
  beginPush(time: Nanoseconds): void {
    const last = this.#spans.pop();
    if (last) this.#spans.push({ ...last, from: time, to: null, what: 'push' });
  }

  /** Notes how much has been transferred since the migration began; the latest round gets the credit. */
  sent(transferredBytes: number): void {
    const last = this.#spans.at(-1);
    if (!last) return;
    const sentBytes = Math.max(last.sentBytes, transferredBytes - this.#transferredAtStart);
    this.#highestBytes = Math.max(this.#highestBytes, sentBytes);
    this.#spans[this.#spans.length - 1] = { ...last, sentBytes };
  }

  /** Closes the round that lasts. */
  end(time: Nanoseconds): void {
    closeLast(this.#spans, time);
  }

  /** Known when all is over: the device state, which follows the last copy, is no part of it. */
  lastCopyTook(duration: Nanoseconds): void {
    const last = this.#spans.at(-1);
    if (last?.what === 'last-copy') this.#spans[this.#spans.length - 1] = { ...last, to: last.from + duration };
  }

  /** The rounds in sight; neighbours narrower than `narrowest` are put together. `end` closes the one that lasts. */
  groups(view: Viewport, narrowest: Nanoseconds, end: Nanoseconds): RoundGroup[] {
    const found: RoundGroup[] = [];
    const first = firstIndex(this.#spans.length, (index) => (this.#spans[index]?.to ?? end) >= view.from);
    for (let index = first; index < this.#spans.length; index += 1) {
      const span = this.#spans[index];
      if (!span || span.from > view.to) break;
      const group = groupOf(span, end);
      const previous = found.at(-1);
      const together = previous && group.to - previous.from < narrowest ? joined(previous, group) : null;
      if (together) found[found.length - 1] = together;
      else found.push(group);
    }
    return found;
  }

  #open(round: number, what: RoundWhat, start: RoundStart, time: Nanoseconds): void {
    const { newDirtyPages, pendingBytes, transferredBytes } = start;
    this.sent(transferredBytes);
    this.end(time);
    this.#transferredAtStart = transferredBytes;
    this.#highestBytes = Math.max(this.#highestBytes, pendingBytes);
    this.#spans.push({ round, newDirtyPages, pendingBytes, from: time, to: null, sentBytes: 0, what });
  }
}

function groupOf(span: RoundSpan, end: Nanoseconds): RoundGroup {
  return {
    first: span,
    last: span,
    count: 1,
    from: span.from,
    to: span.to ?? end,
    highestPendingBytes: span.pendingBytes,
    highestSentBytes: span.sentBytes,
  };
}

function joined(left: RoundGroup, right: RoundGroup): RoundGroup {
  return {
    first: left.first,
    last: right.last,
    count: left.count + right.count,
    from: left.from,
    to: right.to,
    highestPendingBytes: Math.max(left.highestPendingBytes, right.highestPendingBytes),
    highestSentBytes: Math.max(left.highestSentBytes, right.highestSentBytes),
  };
}
