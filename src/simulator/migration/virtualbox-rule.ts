import { NANOSECONDS_PER_SECOND, milliseconds } from '../kernel/time.ts';
import { PAGE_BYTES } from '../memory/page.ts';
import type { Look, StopRule } from './stop-rule.ts';

/** The long average divides by this many passes from the start, so that it begins low and has to be earned. */
const HISTORY = 64;
const SHORT_HISTORY = 4;

/** What the rule of VirtualBox asks for. */
export const VIRTUALBOX_LIMITS = {
  /** Up to this pass only small averages of dirty pages stop the machine; after it, the time that they will take. */
  earlyPasses: 10,
  /** The averages over 4 passes and over 64 that are small together, and the one over 64 that is small by itself. */
  shortPages: 128,
  longPages: 1024,
  longPagesAlone: 256,
  /** A shorter downtime limit counts as this one. */
  leastMilliseconds: 32,
} as const;

/**
 * VirtualBox (src/VBox/VMM/VMMR3/PGMSavedState.cpp: pgmR3LiveVote): stop in a lull, when the dirty count is no higher
 * than its average over 4 passes and that no higher than over 64, and the averages would be sent within the limit.
 */
export const virtualBox: StopRule = {
  endsRound: (look) => look.pendingBytes === 0,
  switchesOver: (look) => {
    const { isLull, short, long } = averages(look);
    if (!isLull) return false;
    if (look.round <= VIRTUALBOX_LIMITS.earlyPasses) return hasSmallAverages(short, long);
    return fitsLimit(look, short, long);
  },
  grounds: (look) => {
    const { dirtyNow, isLull, short, long } = averages(look);
    return {
      rule: 'virtualbox',
      dirtyPages: dirtyNow,
      shortAveragePages: short,
      longAveragePages: long,
      isLull,
      shortAverageTime: Math.round(timeFor(look, short)),
      longAverageTime: Math.round(timeFor(look, long)),
    };
  },
};

function hasSmallAverages(short: number, long: number): boolean {
  const { shortPages, longPages, longPagesAlone } = VIRTUALBOX_LIMITS;
  return (short <= shortPages && long <= longPages) || long <= longPagesAlone;
}

function averages(look: Look) {
  const dirtyNow = look.dirtyPagesOfSyncs.at(-1) ?? 0;
  const short = Math.floor(sumOfLast(look, SHORT_HISTORY) / SHORT_HISTORY);
  const long = Math.floor(sumOfLast(look, HISTORY) / HISTORY);
  const isLull = short <= long && (dirtyNow <= short || dirtyNow - short < Math.min(Math.floor(short / 8), 16));
  return { dirtyNow, short, long, isLull };
}

function fitsLimit(look: Look, short: number, long: number): boolean {
  const limit = Math.max(look.downtimeLimit, milliseconds(VIRTUALBOX_LIMITS.leastMilliseconds));
  const shortTime = timeFor(look, short);
  return (timeFor(look, long) <= limit && shortTime < limit) || shortTime < limit / 2;
}

/** How long so many pages take at the rate of the whole migration so far. */
function timeFor(look: Look, pages: number): number {
  const pagesPerNanosecond = look.transferredBytes / PAGE_BYTES / Math.max(1, look.elapsed);
  return Math.min(pages / pagesPerNanosecond, NANOSECONDS_PER_SECOND * 1000);
}

function sumOfLast(look: Look, count: number): number {
  return look.dirtyPagesOfSyncs.slice(-count).reduce((sum, pages) => sum + pages, 0);
}
