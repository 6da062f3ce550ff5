import type { MigrationParameters, StopRuleName } from './parameters.ts';

/** The numbers that a stop rule decides by. */
export interface Look {
  /** 1 is the first round. */
  readonly round: number;
  readonly pendingBytes: number;
  /** Bandwidth measured over the last window times the downtime limit; 0 before the first measurement. */
  readonly thresholdBytes: number;
}

/**
 * When pre-copy takes the dirty log again, and when it stops the machine. `endsRound` is asked whenever the engine
 * looks at what is pending; if it says yes, the dirty log is collected, and `switchesOver` is asked with what is
 * pending then. Two questions, because the log may bring so much that stopping is out of the question again.
 */
export interface StopRule {
  endsRound(look: Look): boolean;
  switchesOver(look: Look): boolean;
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

/** Sends all that is pending in each of a fixed number of rounds, then stops, however much is left. */
function fixedRounds(rounds: number): StopRule {
  return {
    endsRound: (look) => look.pendingBytes === 0,
    // The look after the last round's sync still carries that round's number.
    switchesOver: (look) => look.round >= rounds,
  };
}

const RULES: Record<StopRuleName, (parameters: MigrationParameters) => StopRule> = {
  qemu: () => qemu,
  'qemu-10.1': () => qemuSince101,
  'fixed-rounds': (parameters) => fixedRounds(parameters.rounds),
};

/** The rule that these parameters name. */
export function stopRule(parameters: MigrationParameters): StopRule {
  return RULES[parameters.stopRule](parameters);
}

function isBelowThreshold(look: Look): boolean {
  return look.pendingBytes === 0 || look.pendingBytes < look.thresholdBytes;
}

function isAtMostThreshold(look: Look): boolean {
  return look.pendingBytes <= look.thresholdBytes;
}
