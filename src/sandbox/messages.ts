import type { Provided } from '../labs/check-request.ts';
import type { Check } from '../labs/lab-pack.ts';
import type { CheckResult } from '../labs/verdict.ts';

/** JavaScript to run in the child, types already stripped; `url` is the module's name there. */
export interface ModuleText {
  readonly url: string;
  readonly text: string;
}

/** The one message from parent to child: all that a run needs, so that the child reads no files. */
export interface StartMessage {
  /** Precedes every answer. Student code never sees it, so it cannot answer in the child's place. */
  readonly nonce: string;
  readonly modules: readonly ModuleText[];
  readonly checks: readonly Check[];
  readonly provided: Provided;
  readonly outputCharacters: number;
}

/** From child to parent: the nonce, then one of these as JSON. */
export type ChildMessage =
  /** The walls stand, or these do not. To come so far, the child has been on a processor for so long. */
  | { readonly kind: 'walls'; readonly openings: readonly string[]; readonly startMilliseconds: number }
  | { readonly kind: 'loading'; readonly spec: string }
  | { readonly kind: 'check-started'; readonly id: string }
  | { readonly kind: 'check-finished'; readonly result: CheckResult }
  | { readonly kind: 'finished'; readonly output: string };

/** Modules of the run live under a scheme of their own: no file system, no folder above them. */
export const STUDENT_FOLDER = 'virtlab-run:///student/';
export const PACK_FOLDER = 'virtlab-run:///pack/';
