import { milliseconds, NANOSECONDS_PER_SECOND, type Nanoseconds } from '../kernel/time.ts';
import { PAGE_BYTES } from '../memory/page.ts';
import type { DecisionGrounds } from './grounds.ts';
import type { MigrationParameters, StopRuleName } from './parameters.ts';
import { virtualBox } from './virtualbox-rule.ts';

/** The numbers that a stop rule decides by. */
export interface Look {
  /** 1 is the first round, which sends everything. */
  readonly round: number;
  readonly pendingBytes: number;
  /** Bandwidth measured over the last window times the downtime limit; 0 before the first measurement. */
  readonly thresholdBytes: number;
  readonly downtimeLimit: Nanoseconds;
  readonly totalBytes: number;
  readonly transferredBytes: number;
  readonly elapsed: Nanoseconds;
  /** Pages that each sync so far found dirty, the latest last; empty in the first round. */
  readonly dirtyPagesOfSyncs: readonly number[];
  /** Bytes a second over the whole of the last round that ended; 0 in the first round. */
  readonly roundBytesPerSecond: number;
}

/**
 * When pre-copy takes the dirty log again, and when it stops the machine. `endsRound` is asked whenever the engine
 * looks at what is pending; if it says yes, the dirty log is collected, and `switchesOver` is asked with what is
 * pending then. Two questions, because the log may bring so much that stopping is out of the question again.
 */
export interface StopRule {
  endsRound(look: Look): boolean;
  switchesOver(look: Look): boolean;
  /** The numbers that `switchesOver` goes by, where they are others than pending bytes and threshold. */
  grounds?(look: Look): DecisionGrounds;
}

/** QEMU up to 10.0: pending < threshold (migration/migration.c: migration_iteration_run). */
const qemu: StopRule = {
  endsRound: isBelowThreshold,
  switchesOver: isBelowThreshold,
};

/** QEMU from 10.1: pending <= threshold. */
const qemuSince101: StopRule = {
  endsRound: isAtMostThreshold,
  switchesOver: isAtMostThreshold,
};

/** What the rules of Xen ask for: so few dirty pages, so many rounds of 2004 and of 4.10, so many times the memory sent. */
export const XEN_LIMITS = { fewPages: 50, rounds2004: 29, rounds410: 5, timesMemory: 3 } as const;

/**
 * Xen as published (Clark et al., NSDI 2005; tools/libxc/xc_linux_save.c): fewer than 50 pages dirtied, 29 rounds, or
 * more than three times the memory sent. It never asks how long the pause will be.
 */
const xen2004: StopRule = {
  endsRound: hasSentAll,
  switchesOver: (look) =>
    latestDirtyPages(look) < XEN_LIMITS.fewPages || look.round >= XEN_LIMITS.rounds2004 || look.transferredBytes > XEN_LIMITS.timesMemory * look.totalBytes,
  grounds: (look) => ({ rule: 'xen-2004', dirtyPages: latestDirtyPages(look), transferredBytes: look.transferredBytes }),
};

/** Xen since 4.10 (tools/libs/guest/xg_sr_save.c: simple_precopy_policy): fewer than 50 pages dirtied, or 5 rounds. */
const xen410: StopRule = {
  endsRound: hasSentAll,
  switchesOver: (look) => latestDirtyPages(look) < XEN_LIMITS.fewPages || look.round >= XEN_LIMITS.rounds410,
  grounds: (look) => ({ rule: 'xen-4.10', dirtyPages: latestDirtyPages(look) }),
};

/**
 * Cloud Hypervisor (vmm/src/lib.rs: is_precopy_converged): what is dirty, over the bandwidth of the round before, is
 * the downtime to expect; stop once that is within the limit.
 */
const cloudHypervisor: StopRule = {
  endsRound: hasSentAll,
  switchesOver: (look) =>
    look.pendingBytes * NANOSECONDS_PER_SECOND <= look.roundBytesPerSecond * look.downtimeLimit,
  grounds: ({ pendingBytes, roundBytesPerSecond }) => ({
    rule: 'cloud-hypervisor',
    roundBytesPerSecond,
    expectedDowntime: pendingBytes === 0 ? 0 : Math.round((pendingBytes * NANOSECONDS_PER_SECOND) / Math.max(1, roundBytesPerSecond)),
  }),
};

/** Sends all that is pending in each of a fixed number of rounds, then stops, however much is left. */
function fixedRounds(rounds: number): StopRule {
  return { endsRound: hasSentAll, switchesOver: (look) => look.round >= rounds };
}

const RULES: Record<StopRuleName, (parameters: MigrationParameters) => StopRule> = {
  qemu: () => qemu,
  'qemu-10.1': () => qemuSince101,
  'xen-2004': () => xen2004,
  'xen-4.10': () => xen410,
  'cloud-hypervisor': () => cloudHypervisor,
  virtualbox: () => virtualBox,
  'fixed-rounds': (parameters) => fixedRounds(parameters.rounds),
};

/** The rule that these parameters name. */
export function stopRule(parameters: MigrationParameters): StopRule {
  return RULES[parameters.stopRule](parameters);
}

/** The round is over only when every page that was pending at its start has been sent. */
function hasSentAll(look: Look): boolean {
  return look.pendingBytes === 0;
}

function latestDirtyPages(look: Look): number {
  return look.dirtyPagesOfSyncs.at(-1) ?? look.totalBytes / PAGE_BYTES;
}

function isBelowThreshold(look: Look): boolean {
  return look.pendingBytes === 0 || look.pendingBytes < look.thresholdBytes;
}

function isAtMostThreshold(look: Look): boolean {
  return look.pendingBytes <= look.thresholdBytes;
}

/** The limit of these parameters, in simulated time. */
export function downtimeLimit(parameters: MigrationParameters): Nanoseconds {
  return milliseconds(parameters.downtimeLimitMilliseconds);
}
