import type { MigrationStrategy, StopRuleName } from '../../simulator/index.ts';

/** A name to choose, and one line on what it does. */
export interface Words {
  readonly label: string;
  readonly detail: string;
}

export const STRATEGY_WORDS: Readonly<Record<MigrationStrategy, Words>> = {
  'stop-and-copy': {
    label: 'Stop-and-copy',
    detail: 'Pauses the VM, sends all of its memory, lets it go on at the destination: nearly the whole time is downtime.',
  },
  'pre-copy': {
    label: 'Pre-copy',
    detail: 'Sends memory in rounds while the VM runs at the source, then pauses it for what is left. The default of QEMU.',
  },
  'post-copy': {
    label: 'Post-copy',
    detail: 'Moves the VM first; its memory follows while it runs at the destination. Losing either host meanwhile loses the VM.',
  },
  hybrid: {
    label: 'Hybrid',
    detail: 'Rounds of pre-copy first, then post-copy for what is left. QEMU: postcopy-ram with migrate-start-postcopy.',
  },
};

export const STOP_RULE_WORDS: Readonly<Record<StopRuleName, Words>> = {
  qemu: {
    label: 'QEMU up to 10.0',
    detail: 'Stops when less is pending than can be sent within the downtime limit at the measured bandwidth.',
  },
  'qemu-10.1': {
    label: 'QEMU from 10.1',
    detail: 'The same, but stops as well when exactly as much is pending: ≤ in place of <.',
  },
  'xen-2004': {
    label: 'Xen of 2004',
    detail: 'Stops below 50 dirty pages, after 29 rounds, or after three times the memory; never asks how long the pause will be.',
  },
  'xen-4.10': {
    label: 'Xen from 4.10',
    detail: 'Stops below 50 dirty pages, or after 5 rounds.',
  },
  'cloud-hypervisor': {
    label: 'Cloud Hypervisor',
    detail: 'Stops after a round when what is dirty, over the bandwidth of the round before, fits into the downtime limit.',
  },
  virtualbox: {
    label: 'VirtualBox',
    detail: 'Stops in a lull: no more dirty pages than on average over 4 and 64 rounds, and few enough for the downtime limit.',
  },
  'fixed-rounds': {
    label: 'Fixed rounds',
    detail: 'Stops after a number of rounds, however much is left.',
  },
};
