import type { Cgroup } from '../cgroup/cgroup.ts';
import type { Entry } from '../files/entry.ts';
import type { OpenFile } from '../files/open-file.ts';
import type { Image } from '../image/image.ts';
import type { Kernel } from '../kernel.ts';
import type { Task } from '../process/task.ts';
import type { Walls } from './walls.ts';

/** runtime-spec, "State". */
export type ContainerState = 'creating' | 'created' | 'running' | 'stopped';

/** A container as a runtime knows it. */
export interface Container {
  readonly name: string;
  readonly image: Image;
  readonly walls: Walls;
  /** Its first process. */
  readonly init: Task;
  hasStarted: boolean;
  /** Its address on the bridge; null without a network namespace. */
  readonly address: string | null;
  /** Terminals by their names. */
  readonly sessions: Map<string, Session>;
  /** The cgroups that stand still for a checkpoint; null while none is taken. */
  frozenGroups: Set<Cgroup> | null;
  /** Its cpu.max, while a migration has lowered it; null otherwise. */
  savedQuota: Pick<Cgroup, 'cpuQuota' | 'cpuPeriod'> | null;
}

/** A shell in a container with a terminal at its ends. */
export interface Session {
  readonly shell: Task;
  readonly input: OpenFile;
  readonly output: OpenFile;
}

/** A host's kernel with its containers. Plain data. */
export interface ContainerHost {
  readonly kernel: Kernel;
  readonly containers: Map<string, Container>;
  /** Layers that are unpacked, by owner and digest. */
  readonly layers: Map<string, Entry>;
  nextAddress: number;
}
