import type { Cgroup } from '../cgroup/cgroup.ts';
import type { Entry } from '../files/entry.ts';
import type { Session } from '../oci/container-host.ts';
import type { Task } from '../process/task.ts';

/** What inventory.img holds: where to begin. */
export interface ImageRoot {
  /** The tree of processes, by their numbers inside. */
  readonly tasks: readonly Task[];
  readonly init: Task;
  readonly hasStarted: boolean;
  /** Terminals by their names. */
  readonly sessions: Map<string, Session>;
  readonly group: Cgroup;
  /** The directory of the host that holds the upper layer. */
  readonly folder: Entry | null;
}
