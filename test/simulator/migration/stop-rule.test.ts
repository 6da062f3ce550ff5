import { describe, expect, test } from 'vitest';
import { milliseconds } from '../../../src/simulator/kernel/time.ts';
import { DEFAULT_PARAMETERS, STOP_RULES, type StopRuleName } from '../../../src/simulator/migration/parameters.ts';
import { type Look, stopRule } from '../../../src/simulator/migration/stop-rule.ts';

const PAGE = 4096;

/** In the middle of a migration that has a long way to go: 1000 pages dirty, 10 would do. */
const busy: Look = {
  round: 3,
  pendingBytes: 1000 * PAGE,
  thresholdBytes: 10 * PAGE,
  downtimeLimit: milliseconds(300),
  totalBytes: 10_000 * PAGE,
  transferredBytes: 20_000 * PAGE,
  elapsed: milliseconds(1000),
  dirtyPagesOfSyncs: [3000, 2000, 1000],
  roundBytesPerSecond: 0,
};

function rule(name: StopRuleName, rounds = 5) {
  const named = stopRule({ ...DEFAULT_PARAMETERS, stopRule: name, rounds });
  return {
    endsRound: (look: Partial<Look>) => named.endsRound({ ...busy, ...look }),
    switchesOver: (look: Partial<Look>) => named.switchesOver({ ...busy, ...look }),
  };
}

test.each(STOP_RULES)('%s goes on sending while much is pending, and ends the round when nothing is', (name) => {
  expect(rule(name).endsRound({})).toBe(false);
  expect(rule(name).endsRound({ pendingBytes: 0, thresholdBytes: 0 })).toBe(true);
});

test.each(STOP_RULES.filter((name) => name !== 'fixed-rounds'))('%s stops an idle machine after the first round', (name) => {
  expect(rule(name).switchesOver({ round: 1, pendingBytes: 0, thresholdBytes: 0, dirtyPagesOfSyncs: [0] })).toBe(true);
});

// QEMU, migration/migration.c: migration_iteration_run.
describe.each([
  { name: 'qemu', atThreshold: false },
  { name: 'qemu-10.1', atThreshold: true },
] as const)('$name', ({ name, atThreshold }) => {
  test.each(['endsRound', 'switchesOver'] as const)(`%s at the threshold itself: ${atThreshold}`, (question) => {
    const ask = rule(name)[question];
    expect(ask({ pendingBytes: 9 * PAGE })).toBe(true);
    expect(ask({ pendingBytes: 10 * PAGE })).toBe(atThreshold);
    expect(ask({ pendingBytes: 11 * PAGE })).toBe(false);
  });

  test('does not stop before the first measurement, when the threshold is 0, unless nothing is pending', () => {
    expect(rule(name).switchesOver({ pendingBytes: PAGE, thresholdBytes: 0 })).toBe(false);
    expect(rule(name).switchesOver({ pendingBytes: 0, thresholdBytes: 0 })).toBe(true);
  });
});

// Clark et al., NSDI 2005; tools/libxc/xc_linux_save.c.
describe('xen-2004', () => {
  const { endsRound, switchesOver } = rule('xen-2004');

  test('ends a round only when everything pending has been sent', () => {
    expect(endsRound({ pendingBytes: PAGE, thresholdBytes: 10 * PAGE })).toBe(false);
  });

  test('stops when fewer than 50 pages were dirtied', () => {
    expect(switchesOver({ dirtyPagesOfSyncs: [3000, 50] })).toBe(false);
    expect(switchesOver({ dirtyPagesOfSyncs: [3000, 49] })).toBe(true);
    expect(switchesOver({ dirtyPagesOfSyncs: [10, 3000] })).toBe(false);
  });

  test('stops after 29 rounds', () => {
    expect(switchesOver({ round: 28 })).toBe(false);
    expect(switchesOver({ round: 29 })).toBe(true);
  });

  test('stops when more than three times the memory has been sent', () => {
    expect(switchesOver({ transferredBytes: 30_000 * PAGE })).toBe(false);
    expect(switchesOver({ transferredBytes: 30_000 * PAGE + 1 })).toBe(true);
  });
});

// tools/libs/guest/xg_sr_save.c: simple_precopy_policy.
describe('xen-4.10', () => {
  const { switchesOver } = rule('xen-4.10');

  test('stops when fewer than 50 pages were dirtied, or after 5 rounds', () => {
    expect(switchesOver({ round: 4, dirtyPagesOfSyncs: [50] })).toBe(false);
    expect(switchesOver({ round: 4, dirtyPagesOfSyncs: [49] })).toBe(true);
    expect(switchesOver({ round: 5, dirtyPagesOfSyncs: [50] })).toBe(true);
  });

  test('does not mind how much has been sent', () => {
    expect(switchesOver({ transferredBytes: 1_000_000 * PAGE })).toBe(false);
  });
});

// vmm/src/lib.rs: is_precopy_converged.
describe('cloud-hypervisor', () => {
  const { switchesOver } = rule('cloud-hypervisor');
  /** 300 ms at this rate are 30 pages. */
  const roundBytesPerSecond = 100 * PAGE;

  test('stops when what is pending takes no longer than the limit at the rate of the round before', () => {
    expect(switchesOver({ roundBytesPerSecond, pendingBytes: 30 * PAGE })).toBe(true);
    expect(switchesOver({ roundBytesPerSecond, pendingBytes: 31 * PAGE })).toBe(false);
  });

  test('does not look at the threshold', () => {
    expect(switchesOver({ roundBytesPerSecond, pendingBytes: 30 * PAGE, thresholdBytes: 0 })).toBe(true);
  });
});

describe('fixed-rounds', () => {
  const { endsRound, switchesOver } = rule('fixed-rounds', 3);

  test('stops after so many rounds, whatever is pending', () => {
    expect(switchesOver({ round: 2, pendingBytes: 0 })).toBe(false);
    expect(switchesOver({ round: 3 })).toBe(true);
  });

  test('ends a round only when everything pending has been sent', () => {
    expect(endsRound({ pendingBytes: PAGE })).toBe(false);
  });
});

// src/VBox/VMM/VMMR3/PGMSavedState.cpp: pgmR3LiveVote.
describe('virtualbox', () => {
  const { switchesOver } = rule('virtualbox');
  const stopsAfter = (...dirtyPagesOfSyncs: number[]): boolean => switchesOver({ round: 5, dirtyPagesOfSyncs });

  test('waits for a lull: the average over 4 passes no higher than the one over 64', () => {
    // The sum of all is divided by 64 from the start: 256 after a first pass of 16384 pages.
    expect(stopsAfter(16_384)).toBe(false);
    expect(stopsAfter(16_384, 0, 0, 0, 0)).toBe(true);
  });

  test('in the first 10 passes stops at averages of at most 128 and 1024 pages, or 256 over 64 passes', () => {
    // (65000 + 4 * 128) / 64 is 1023.6, (65088 + 4 * 128) / 64 is 1025.
    expect(stopsAfter(65_000, 128, 128, 128, 128)).toBe(true);
    expect(stopsAfter(65_000, 129, 129, 129, 129)).toBe(false);
    expect(stopsAfter(65_088, 128, 128, 128, 128)).toBe(false);
    // (15600 + 4 * 200) / 64 is 256.25, and 257.8 with 100 more.
    expect(stopsAfter(15_600, 200, 200, 200, 200)).toBe(true);
    expect(stopsAfter(15_700, 200, 200, 200, 200)).toBe(false);
  });

  test('does not stop in a pass that is dirtier than those before, by 1/8 or 16 pages', () => {
    // Averages of 102 and 107; an eighth of them is 12 and 13.
    expect(stopsAfter(60_000, 100, 100, 100, 108)).toBe(true);
    expect(stopsAfter(60_000, 100, 100, 100, 130)).toBe(false);
  });

  describe('after 10 passes', () => {
    /** A page in a microsecond: 300000 in 300 ms. */
    const fast = { round: 11, transferredBytes: 1_000_000 * PAGE, elapsed: milliseconds(1000) };

    test('stops when both averages would be sent within the limit', () => {
      // (18400000 + 4 * 200000) / 64 is 300000 pages: just 300 ms.
      const dirtyPages = [200_000, 200_000, 200_000, 200_000];
      expect(switchesOver({ ...fast, dirtyPagesOfSyncs: [18_400_000, ...dirtyPages] })).toBe(true);
      expect(switchesOver({ ...fast, dirtyPagesOfSyncs: [18_400_064, ...dirtyPages] })).toBe(false);
    });

    test('stops when the short average would take less than half of the limit', () => {
      const after = (pages: number) => [50_000_000, pages, pages, pages, pages];
      expect(switchesOver({ ...fast, dirtyPagesOfSyncs: after(149_999) })).toBe(true);
      expect(switchesOver({ ...fast, dirtyPagesOfSyncs: after(150_000) })).toBe(false);
    });

    test('takes any limit below 32 ms for 32 ms', () => {
      const after = (pages: number) => [50_000_000, pages, pages, pages, pages];
      const impatient = { ...fast, downtimeLimit: milliseconds(1) };
      expect(switchesOver({ ...impatient, dirtyPagesOfSyncs: after(15_999) })).toBe(true);
      expect(switchesOver({ ...impatient, dirtyPagesOfSyncs: after(16_000) })).toBe(false);
    });
  });
});
