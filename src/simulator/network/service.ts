import type { Appointment, EventQueue } from '../kernel/event-queue.ts';
import type { RandomStream } from '../kernel/random.ts';
import { milliseconds, NANOSECONDS_PER_SECOND, type Nanoseconds } from '../kernel/time.ts';

/** How often the queue of requests is looked at; completions in between are placed by how much work was done. */
const TICK: Nanoseconds = milliseconds(5);
const TICKS_PER_SAMPLE = 20;

/** A population of clients and what their requests take. */
export interface ServiceSettings {
  /** They come at random (a Poisson process), and whether or not earlier ones were answered: an open loop. */
  readonly requestsPerSecond: number;
  /** Running time of the guest that one request takes. */
  readonly workPerRequest: Nanoseconds;
  /** To the server and back. */
  readonly roundTrip: Nanoseconds;
}

/** What clients saw in a tenth of a second. Latencies are of the requests answered in it; null where none was. */
export interface ServiceSample {
  readonly answered: number;
  /** Requests that came and were not answered yet at its end. */
  readonly waiting: number;
  readonly medianLatency: Nanoseconds | null;
  readonly p99Latency: Nanoseconds | null;
  readonly longestLatency: Nanoseconds | null;
}

/** The server as the clients find it. */
export interface ServedMachine {
  /** Running time that its guest has had in all; stands still while the machine does. */
  runningTime(): Nanoseconds;
  /** Whether requests reach it: after a migration not before the network has been told where it is. */
  isReachable(): boolean;
  /**
   * When an answer goes out that is ready then: later where output waits for a checkpoint (output commit). Null where
   * nobody can know yet; then `release` is called when there is news.
   */
  goesOutAt?(ready: Nanoseconds): Nanoseconds | null;
}

/**
 * Clients that measure the service of a guest: one server, first come first served, that works only while its machine
 * runs. An outage shows as it does in published evaluations: throughput falls to nothing, then the requests that have
 * piled up are answered with latencies as long as the outage, then all is as before.
 */
export class ServiceClients {
  readonly #queue: EventQueue;
  readonly #random: RandomStream;
  readonly #settings: ServiceSettings;
  readonly #server: ServedMachine;
  readonly #report: (sample: ServiceSample) => void;
  /** Arrival times of the requests that have not been answered, the oldest first. */
  readonly #waiting: Nanoseconds[] = [];
  /** Requests whose answers are ready and held back. */
  #held: { readonly arrival: Nanoseconds; readonly ready: Nanoseconds }[] = [];
  #nextArrival: Nanoseconds;
  #workDone: Nanoseconds;
  /** Work that the oldest request still takes. */
  #workLeft: Nanoseconds;
  #latencies: Nanoseconds[] = [];
  #ticks = 0;
  #next: Appointment;

  constructor(
    queue: EventQueue,
    random: RandomStream,
    settings: ServiceSettings,
    server: ServedMachine,
    report: (sample: ServiceSample) => void,
  ) {
    this.#queue = queue;
    this.#random = random;
    this.#settings = settings;
    this.#server = server;
    this.#report = report;
    this.#workDone = server.runningTime();
    this.#workLeft = settings.workPerRequest;
    this.#nextArrival = queue.now + this.#gap();
    this.#next = queue.after(TICK, this.#tick);
  }

  /** Answers that are held back. */
  get held(): number {
    return this.#held.length;
  }

  /** Answers that were held back may go out now. Returns how many do. */
  release(): number {
    const held = this.#held;
    this.#held = [];
    for (const { arrival, ready } of held) this.#answer(arrival, ready, this.#queue.now);
    return held.length - this.#held.length;
  }

  /** Answers that were held back will never go out: their clients ask again, and are the first in the queue. */
  askAgain(): void {
    this.#waiting.unshift(...this.#held.map(({ arrival }) => arrival));
    this.#held = [];
  }

  /** The clients go away; what they were waiting for is forgotten. */
  stop(): void {
    this.#next.cancel();
  }

  readonly #tick = (): void => {
    const { now } = this.#queue;
    while (this.#nextArrival <= now) {
      this.#waiting.push(this.#nextArrival);
      this.#nextArrival += this.#gap();
    }
    const runningTime = this.#server.runningTime();
    // After a restart or a roll back the machine has had less running time than before.
    const work = Math.max(0, runningTime - this.#workDone);
    this.#workDone = runningTime;
    if (this.#server.isReachable()) this.#serve(now - TICK, work);
    this.#ticks++;
    if (this.#ticks % TICKS_PER_SAMPLE === 0) this.#sample();
    this.#next = this.#queue.after(TICK, this.#tick);
  };

  /** Uses the work of one tick on the requests in their order; a request cannot be served before it has come. */
  #serve(begin: Nanoseconds, work: Nanoseconds): void {
    if (work === 0) return;
    const timePerWork = TICK / work;
    let used = 0;
    for (let arrival = this.#waiting[0]; arrival !== undefined; arrival = this.#waiting[0]) {
      used = Math.max(used, (arrival - begin) / timePerWork);
      if (used + this.#workLeft > work) {
        this.#workLeft -= Math.max(0, work - used);
        return;
      }
      used += this.#workLeft;
      this.#workLeft = this.#settings.workPerRequest;
      this.#waiting.shift();
      this.#answer(arrival, begin + used * timePerWork);
    }
  }

  /** The answer is ready, and goes out now or not before `earliest`, or is held back. */
  #answer(arrival: Nanoseconds, ready: Nanoseconds, earliest = 0): void {
    const out = this.#server.goesOutAt === undefined ? ready : this.#server.goesOutAt(ready);
    if (out === null) this.#held.push({ arrival, ready });
    else this.#latencies.push(Math.round(Math.max(out, earliest) - arrival) + this.#settings.roundTrip);
  }

  #sample(): void {
    const latencies = this.#latencies.sort((one, other) => one - other);
    this.#latencies = [];
    this.#report({
      answered: latencies.length,
      waiting: this.#waiting.length + this.#held.length,
      medianLatency: percentile(latencies, 0.5),
      p99Latency: percentile(latencies, 0.99),
      longestLatency: latencies.at(-1) ?? null,
    });
  }

  /** Time to the next request: exponential, so that requests come independently of one another. */
  #gap(): Nanoseconds {
    const mean = NANOSECONDS_PER_SECOND / this.#settings.requestsPerSecond;
    return Math.max(1, Math.round(this.#random.exponential() * mean));
  }
}

/** Nearest rank in ascending values. */
function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}
