import type { Nanoseconds } from '../../kernel/time.ts';
import type { ContainerHost } from '../oci/container-host.ts';

/** A host's kernel with the time that passes there. */
export interface ContainerPlace {
  readonly host: ContainerHost;
  readonly now: Nanoseconds;
  /** Brings the kernel's clock up to now. */
  passTime(): void;
  /** Lets the processes run up to now, and arranges for what comes next. */
  run(): void;
  /** Has somebody called each time after the processes have run; returns how to stop that. */
  watch(watcher: () => void): () => void;
}
