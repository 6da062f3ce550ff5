import type { CommandOf } from '../simulator/index.ts';

/** The command that a replication on a copy is tried with. */
export type ReplicateCommand = CommandOf<'vm.replicate'>;
