/** Messages between the extension and the guide's webview: plain data. */
import type { Answer } from '../labs/lab-pack.ts';
import type { StepAddress } from '../labs/progress.ts';
import type { GuideModel, GuideTask } from '../viewmodel/labs/guide.ts';

/** What the webview keeps, so that the guide comes back with the window. */
export interface GuideSavedState {
  readonly address: StepAddress;
}

/** What the guide's webview is told. */
export type ToGuide =
  | { readonly kind: 'show'; readonly model: GuideModel }
  /** No step can be shown; `text` says why and what to do. */
  | { readonly kind: 'empty'; readonly text: string };

/** What the guide's webview asks for. */
export type FromGuide =
  /** The page has loaded and wants its model. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'task'; readonly task: GuideTask }
  | { readonly kind: 'go'; readonly step: string }
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** Show the place that a check's result names, or the line of the check itself. */
  | { readonly kind: 'open-place'; readonly check: string; readonly which: 'place' | 'check' }
  | { readonly kind: 'open-link'; readonly href: string };
