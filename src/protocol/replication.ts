import type { Command } from '../simulator/index.ts';

export type ReplicateCommand = Extract<Command, { kind: 'vm.replicate' }>;
