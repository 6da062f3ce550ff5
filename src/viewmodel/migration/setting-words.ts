import type { MigrationStrategy, StopRuleName } from '../../simulator/index.ts';

/** A name to choose, and one line on what it does; short enough to be read whole in a quick pick. */
export interface Words {
  readonly label: string;
  /** A formula, or QEMU's name for it. */
  readonly hint?: string;
  readonly detail: string;
}

/** The strategies as they are offered. */
export const STRATEGY_WORDS: Readonly<Record<MigrationStrategy, Words>> = {
  'stop-and-copy': {
    label: 'Stop-and-copy',
    detail: 'Pauses it until all of its memory has moved: all of the time is downtime.',
  },
  'pre-copy': {
    label: 'Pre-copy',
    hint: 'QEMU’s default',
    detail: 'Sends memory in rounds while the machine runs, then pauses it for what is left.',
  },
  'post-copy': {
    label: 'Post-copy',
    hint: 'QEMU: postcopy-ram',
    detail: 'Moves the machine first, memory follows. Losing either host meanwhile loses it.',
  },
  hybrid: {
    label: 'Hybrid',
    hint: 'QEMU: postcopy-ram, migrate-start-postcopy',
    detail: 'Rounds of pre-copy first, then post-copy for what is left.',
  },
};

/** The stop rules as they are offered. */
export const STOP_RULE_WORDS: Readonly<Record<StopRuleName, Words>> = {
  qemu: {
    label: 'QEMU up to 10.0',
    hint: 'pending < bandwidth × downtime-limit',
    detail: 'Stops when less is pending than can be sent within the downtime limit.',
  },
  'qemu-10.1': {
    label: 'QEMU from 10.1',
    hint: 'pending ≤ bandwidth × downtime-limit',
    detail: 'Stops when no more is pending than can be sent within the downtime limit.',
  },
  'xen-2004': {
    label: 'Xen of 2004',
    hint: '< 50 dirty pages, 29 rounds, or 3 × memory',
    detail: 'Never asks how long the pause will be.',
  },
  'xen-4.10': {
    label: 'Xen from 4.10',
    hint: '< 50 dirty pages, or 5 rounds',
    detail: 'Never asks how long the pause will be, and stops sooner.',
  },
  'cloud-hypervisor': {
    label: 'Cloud Hypervisor',
    hint: 'dirty ÷ bandwidth ≤ downtime limit',
    detail: 'Asks after each round, by the bandwidth of the round before.',
  },
  virtualbox: {
    label: 'VirtualBox',
    hint: 'a lull that fits the downtime limit',
    detail: 'Waits until no more is dirty than on average over 4 and 64 rounds.',
  },
  'fixed-rounds': {
    label: 'Fixed rounds',
    detail: 'Stops after a number of rounds, however much is left.',
  },
};
