import type { CommandOf } from '../simulator/index.ts';

export type ReplicateCommand = CommandOf<'vm.replicate'>;
