/**
 * Messages between the extension and the world's worker: plain data, cloned on the way.
 *
 * The extension asks, each request under an id of its own; the worker answers every request once, and tells of changes
 * without being asked. What a request changed is told before it is answered, so whoever awaits an answer sees its effect.
 */
import type { Command, CostReport, DiskAnswer, DiskQuestion, Experiment, FileAnswer, FileQuestion, Inventory, Nanoseconds, Outcome, StateDifference, TriedExperiment, WallProbe, WorldEvent } from '../simulator/index.ts';
import type { BriefView } from './brief-view.ts';
import type { IntervalTrial } from '../viewmodel/replication/interval-trials.ts';
import type { ReplicateCommand } from './replication.ts';
import type { MigrateCommand, MigrationTrial } from './comparison.ts';

/** Where a world came from: shown to the user, and how a lab knows its own world again. */
export interface WorldOrigin {
  /** `empty`, `sample`, or what the loader of a scenario chose. */
  readonly id: string;
  /** Shown beside the view's title; empty for a world of the user's own. */
  readonly title: string;
}

/** What the worker is started with. */
export interface WorldWorkerData {
  /** Folder for the saved world, made where it is missing; absolute. */
  readonly folder: string;
  /**
   * Whom the folder's lock belongs to. Of the workers of one owner only the latest lives, so it takes over what one
   * that died has left.
   */
  readonly owner: string;
  /** Simulated seconds a real second; 0 stands still. */
  readonly speed: number;
  /** Begins with an empty world; the saved one becomes the previous world, whatever is wrong with it. */
  readonly anew?: boolean;
}

/** What the worker can be asked. */
export type WorldRequest =
  | { readonly kind: 'apply'; readonly command: Command }
  /** Puts a world made from a scenario file's text in the place of this one, which is kept as the previous world. */
  | { readonly kind: 'load'; readonly scenario: string; readonly origin: WorldOrigin }
  /** An empty world in the place of this one, which is kept as the previous world. */
  | { readonly kind: 'reset' }
  /** The previous world in the place of this one, which becomes the previous world. */
  | { readonly kind: 'bring-back' }
  | { readonly kind: 'set-speed'; readonly speed: number }
  /** What was built so far is where work in this world begins: names its origin, and it counts as pristine. */
  | { readonly kind: 'mark-beginning'; readonly origin: WorldOrigin }
  /** Copies the world as it is now, to try things on; the answer names the copy. */
  | { readonly kind: 'copy' }
  /**
   * Runs a migration on a copy, from the state that was copied, to its end or until it took longer than `limit`. The
   * copy stays as it was, so that the next trial begins from the same state.
   */
  | { readonly kind: 'try'; readonly copy: number; readonly command: MigrateCommand; readonly limit: Nanoseconds }
  /** Replicates a VM on a copy, from the state that was copied: its first copy, and so long after it. */
  | { readonly kind: 'try-replication'; readonly copy: number; readonly command: ReplicateCommand; readonly duration: Nanoseconds }
  /** One of the trials of an experiment on a host, from the state that was copied. */
  | { readonly kind: 'try-experiment'; readonly copy: number; readonly experiment: Experiment; readonly host: string; readonly index: number }
  /** Measures what a container and a VM of a host cost, on a copy. */
  | { readonly kind: 'measure-costs'; readonly copy: number; readonly host: string }
  /** Forgets a copy; a trial that is under way on it ends with a failure. */
  | { readonly kind: 'drop'; readonly copy: number }
  /** A snapshot as the bytes of a file. */
  | { readonly kind: 'export-snapshot'; readonly vm: string; readonly snapshot: string }
  /** Takes the bytes of such a file into the tree of a VM; one that is not there yet is created on `host`. */
  | { readonly kind: 'import-snapshot'; readonly file: Uint8Array; readonly vm: string; readonly host?: string; readonly name?: string }
  /** How a snapshot differs from another one, or from the VM as it is now where `second` is null. */
  | { readonly kind: 'compare-snapshots'; readonly vm: string; readonly first: string; readonly second: string | null }
  /** Looks at the files on the disk of a VM, as it is now or in a snapshot. */
  | { readonly kind: 'look-into-disk'; readonly vm: string; readonly snapshot: string | null; readonly question: DiskQuestion }
  /** Looks at the files of a container. */
  | { readonly kind: 'look-into-container'; readonly container: string; readonly question: FileQuestion }
  /** Asks a container and its host the same questions. */
  | { readonly kind: 'probe-container'; readonly container: string }
  /** Answers at once, whatever the world is doing. */
  | { readonly kind: 'ping' }
  /** Answers when all of the world is on disk. */
  | { readonly kind: 'save' }
  /** Gives back the room on disk that no world needs any more. */
  | { readonly kind: 'clean-up' }
  /** Saves, answers and ends the worker. */
  | { readonly kind: 'close' };

/** A request with its id, which the answer has, too. */
export interface ToWorldWorker {
  readonly id: number;
  readonly request: WorldRequest;
}

/** `failure` is one sentence for the user. A refused command is not a failure: its outcome says so. */
export type WorldAnswer =
  /** `saved`: what was done is on disk, and survives whatever happens to the process or the machine. */
  | { readonly kind: 'outcome'; readonly outcome: Outcome; readonly saved: boolean }
  | { readonly kind: 'copied'; readonly copy: number }
  | { readonly kind: 'tried'; readonly trial: MigrationTrial }
  | { readonly kind: 'tried-replication'; readonly trial: IntervalTrial }
  | { readonly kind: 'measured-costs'; readonly costs: CostReport }
  | { readonly kind: 'tried-experiment'; readonly trial: TriedExperiment }
  | { readonly kind: 'exported'; readonly file: Uint8Array }
  | { readonly kind: 'compared'; readonly difference: StateDifference }
  | { readonly kind: 'looked'; readonly found: DiskAnswer }
  | { readonly kind: 'files'; readonly answer: FileAnswer }
  | { readonly kind: 'probed'; readonly probes: readonly WallProbe[] }
  /** `saved` where there was something to save. */
  | { readonly kind: 'done'; readonly saved: boolean }
  | { readonly kind: 'failure'; readonly message: string };

/** What the user should know about the saved world. */
export type WorldNotice =
  /**
   * The saved world is damaged; it lies under `file`, untouched. Of what was in it, `lost` could not be recovered; null:
   * nothing could, and a fresh world was started.
   */
  | { readonly kind: 'kept-aside'; readonly file: string; readonly reason: string; readonly lost: readonly string[] | null }
  /** Nothing can be written to the folder, so the world is not saved; `reason` is a part of a sentence. */
  | { readonly kind: 'cannot-be-saved'; readonly reason: string }
  /** Another window works on this saved world, so this one is not saved. */
  | { readonly kind: 'not-saved-here' }
  | { readonly kind: 'save-failed'; readonly reason: string };

/** State of the world as views show it. */
export interface WorldView {
  readonly inventory: Inventory;
  readonly origin: WorldOrigin;
  /** Nobody has changed the world since it was made: nothing is lost with it. */
  readonly pristine: boolean;
  /** There is a previous world to bring back. */
  readonly hasPrevious: boolean;
  /** How it stands on disk; null where this window does not save it. */
  readonly saved: Saved | null;
}

/** How the saved world stands on disk. */
export interface Saved {
  /** What is saved takes up so much of the disk, in bytes. */
  readonly bytes: number;
  /** False while something that was done is not on disk yet. */
  readonly isUpToDate: boolean;
}

/** What the worker tells. */
export type FromWorldWorker =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: WorldAnswer }
  /** A world has taken the place of the one before: at the start, and after `load`, `reset` and `bring-back`. */
  | { readonly kind: 'opened'; readonly view: WorldView; readonly trace: readonly WorldEvent[] }
  /** `sequence` counts the changes since the world was opened, from 1. */
  | {
      readonly kind: 'changed';
      readonly sequence: number;
      /** To be put together with the view of the message before. */
      readonly view: BriefView;
      readonly events: readonly WorldEvent[];
    }
  | { readonly kind: 'notice'; readonly notice: WorldNotice };
