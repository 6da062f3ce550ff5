import type { WorldOrigin } from '../protocol/world.ts';
import type { SavedWorld } from '../simulator/index.ts';

/** All that is kept of a world between two sessions. */
export interface KeptWorld {
  readonly world: SavedWorld;
  readonly origin: WorldOrigin;
  readonly pristine: boolean;
}

/**
 * Where a folder's world is kept, and the one before it. What a promise has resolved for survives the end of the
 * process at any moment, and of the machine; what it was rejected for has changed nothing.
 */
export interface WorldStore {
  /** `changes`: a save costs what has changed since the last. `whole`: it writes the world as a whole. */
  readonly writes: 'changes' | 'whole';
  /** There is a previous world. */
  readonly hasPrevious: boolean;
  /** What is kept takes up so much of the disk, in bytes. */
  bytes(): Promise<number>;
  save(current: KeptWorld): Promise<void>;
  /** Another world takes the current one's place, both in one step; `keep` leaves the previous one as it is, `none` drops it. */
  replace(current: KeptWorld, previous: KeptWorld | 'keep' | 'none'): Promise<void>;
  /** The previous world; undefined if there is none. Rejects with one sentence where it cannot be read. */
  readPrevious(): Promise<KeptWorld | undefined>;
  /** Gives back the room of what no world needs any more. */
  cleanUp(): Promise<void>;
  /** The same where it costs next to nothing, or is overdue; to be called now and then. */
  tidy(): void;
  close(): Promise<void>;
}

/** A saved world that cannot be read; the message is one sentence that says why. */
export class UnreadableWorld extends Error {
  override readonly name = 'UnreadableWorld';
}

/** What was damaged when a store was opened. */
export interface Damage {
  /** Where the damaged file was put, untouched; absolute. */
  readonly file: string;
  /** One sentence. */
  readonly reason: string;
  /** What of it could not be recovered, as parts of a sentence; null where nothing could. */
  readonly lost: readonly string[] | null;
}

/** What came of opening a folder. */
export type Opening =
  /** `damage` is told to the user; what could be recovered is in the world that was revived. */
  | {
      readonly kind: 'open';
      readonly store: WorldStore;
      readonly damage: readonly Damage[];
      /** Closes the store, and lets others have the folder. */
      readonly close: () => Promise<void>;
    }
  /** Another window has the folder. */
  | { readonly kind: 'in-use' }
  /** Nothing can be written there; `reason` is a part of a sentence. What could be read was revived. */
  | { readonly kind: 'unusable'; readonly reason: string };

/** Puts a kept world in place. Throws one sentence, and changes nothing, where it does not fit together. */
export type Revive = (kept: KeptWorld) => void;
