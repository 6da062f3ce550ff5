/** What the worker that simulates the answer of a predict step is started with, and the one message it sends. */
import type { RevealMigration } from '../labs/lab-pack.ts';
import type { Revealed } from '../labs/reveal.ts';

/** What the worker is started with. */
export interface RevealWorkerData {
  /** Text of the lab's scenario file. */
  readonly scenario: string;
  readonly migration: RevealMigration;
}

/** `reason` is one sentence. */
export type RevealAnswer =
  | { readonly ok: true; readonly revealed: Revealed }
  | { readonly ok: false; readonly reason: string };
