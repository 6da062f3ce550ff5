import { mix } from '../../kernel/random.ts';
import { seconds } from '../../kernel/time.ts';
import { type ConnectionTimers, type Ticks, ticksOf } from '../tcp/control-block.ts';
import type { GuestWords } from './guest-words.ts';

/** "VNET", where the guest's network stack is up. */
const MAGIC = 0x544e_4556;

/** Words of the header. */
const HEADER = { magic: 0, requests: 1, random: 2, generation: 6, clockOffset: 10, nextClockCheck: 11, reseeds: 12, keepAlive: 13, giveUp: 14 } as const;

/** The guest asks a time server every 64 s, ntpd's shortest, and sets its clock where it is off by more than 128 ms. */
const CLOCK_CHECK_EVERY: Ticks = ticksOf(seconds(64));
/** What is further off is set, and not slewed (ntpd(8): step threshold). */
export const CLOCK_STEP: Ticks = ticksOf(seconds(0.128));

/** Four words that name a generation of the machine (Microsoft, "Virtual Machine Generation ID"). */
export type GenerationId = readonly [number, number, number, number];

/**
 * What of the guest's kernel others come to feel after a roll back: its random numbers, its wall clock, and how many
 * requests it has served. All of it is in words of guest memory.
 */
export class GuestKernel {
  readonly #words: GuestWords;

  constructor(words: GuestWords) {
    this.#words = words;
  }

  /** Whether there is a network stack in this memory at all. */
  get isUp(): boolean {
    return this.#words.read(HEADER.magic) === MAGIC;
  }

  /** Starts the network stack: `pool` fills the random numbers, `wall` is what the hardware's clock says. */
  start(pool: readonly number[], wall: Ticks, uptime: Ticks, generation: GenerationId | null): void {
    this.#words.write(HEADER.magic, MAGIC);
    pool.forEach((word, index) => {
      this.#words.write(HEADER.random + index, word);
    });
    this.#words.write(HEADER.clockOffset, wall - uptime);
    this.#words.write(HEADER.nextClockCheck, uptime + CLOCK_CHECK_EVERY);
    if (generation !== null) this.#keepGeneration(generation);
  }

  /** How patient connections are that come from now on (Linux: tcp_keepalive_time, TCP_USER_TIMEOUT). */
  get timers(): ConnectionTimers {
    return { keepAlive: this.#words.read(HEADER.keepAlive), giveUp: this.#words.read(HEADER.giveUp) };
  }

  setTimers({ keepAlive, giveUp }: ConnectionTimers): void {
    this.#words.write(HEADER.keepAlive, keepAlive);
    this.#words.write(HEADER.giveUp, giveUp);
  }

  /** Requests served since the start; counts this one. */
  countRequest(): number {
    const served = this.#words.read(HEADER.requests) + 1;
    this.#words.write(HEADER.requests, served);
    return served;
  }

  get requests(): number {
    return this.#words.read(HEADER.requests);
  }

  /** The next random number; 32 bits from xorshift128 (Marsaglia, "Xorshift RNGs"). */
  random(): number {
    const at = (index: number): number => this.#words.read(HEADER.random + index);
    let word = at(3);
    const first = at(0);
    word ^= word << 11;
    word ^= word >>> 8;
    for (let index = 3; index > 0; index--) this.#words.write(HEADER.random + index, at(index - 1));
    const next = (word ^ first ^ (first >>> 19)) >>> 0;
    this.#words.write(HEADER.random, next);
    return next;
  }

  /** What the guest takes for the time of day. */
  wallClock(uptime: Ticks): Ticks {
    return uptime + this.#words.readSigned(HEADER.clockOffset);
  }

  /** Asks the time server if it is time to: returns by how much the clock was set forward, or null where it was not. */
  checkClock(uptime: Ticks, wall: Ticks): Ticks | null {
    if (uptime < this.#words.read(HEADER.nextClockCheck)) return null;
    this.#words.write(HEADER.nextClockCheck, uptime + CLOCK_CHECK_EVERY);
    const behind = wall - this.wallClock(uptime);
    if (Math.abs(behind) <= CLOCK_STEP) return null;
    this.#words.write(HEADER.clockOffset, wall - uptime);
    return behind;
  }

  /**
   * Mixes a generation id that the guest has not seen into its random numbers, as Linux does when vmgenid changes
   * (drivers/virt/vmgenid.c, add_vmfork_randomness). Returns whether it had to.
   */
  watchGeneration(generation: GenerationId): boolean {
    if (generation.every((word, index) => this.#words.read(HEADER.generation + index) === word)) return false;
    generation.forEach((word, index) => {
      this.#words.write(HEADER.random + index, mix(this.#words.read(HEADER.random + index) ^ word) | (index === 0 ? 1 : 0));
    });
    this.#keepGeneration(generation);
    this.#words.write(HEADER.reseeds, this.#words.read(HEADER.reseeds) + 1);
    return true;
  }

  #keepGeneration(generation: GenerationId): void {
    generation.forEach((word, index) => {
      this.#words.write(HEADER.generation + index, word);
    });
  }
}
