import type { Nanoseconds } from '../../kernel/time.ts';
import type { ContainerState } from '../../container/oci/container-host.ts';

/** What a container must be like at a time. What is not named may be anything. */
export interface Expectation {
  /** Where it stands in the scenario: keys and indexes. */
  readonly path: readonly (string | number)[];
  readonly at: Nanoseconds;
  readonly container: string;
  readonly state?: ContainerState | 'deleted';
  /** The host on which it is. */
  readonly host?: string;
  /** The names of its checkpoints, in the order in which they were taken; it may be gone itself. */
  readonly checkpoints?: readonly string[];
  /** A text that its terminals, or one of them, have printed by then. */
  readonly printed?: string;
  readonly terminal?: string;
  readonly memoryAtMostBytes?: number;
  readonly memoryAtLeastBytes?: number;
  /** How many of its processes were killed for memory. */
  readonly killedForMemory?: number;
  readonly processes?: number;
}
