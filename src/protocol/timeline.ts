import type { Aside } from '../viewmodel/timeline/aside.ts';
import type { FirstStep } from '../viewmodel/timeline/first-step.ts';
import type { HistoryEntry } from '../viewmodel/timeline/history.ts';
import type { TimelineEvent } from '../viewmodel/timeline/timed-event.ts';

/** What is compared; the events of each run come under its id. */
export interface ComparisonHead {
  readonly title: string;
  /** What else to know of the runs in one sentence; empty where there is nothing. */
  readonly note: string;
  readonly runs: readonly {
    readonly id: string;
    readonly label: string;
    /** Whether it may still go on. */
    readonly isLive: boolean;
  }[];
}

/** What the timeline's webview is told. */
export type TimelineMessage =
  | {
      /** The list of migrations changed, or which of them is shown. */
      readonly kind: 'migrations';
      readonly migrations: readonly HistoryEntry[];
      readonly shown: string | null;
      /** What a student without a migration does first. */
      readonly firstStep: FirstStep;
    }
  | {
      /** Runs to show side by side; null goes back to the migration that is shown. */
      readonly kind: 'comparison';
      readonly comparison: ComparisonHead | null;
    }
  | {
      /** Events of the shown migration, or of a run of the comparison. `index` is the place of the first one: 0 begins the picture anew. */
      readonly kind: 'events';
      readonly migration: string;
      readonly index: number;
      readonly events: readonly TimelineEvent[];
    }
  | {
      /** What is shown of one VM or container in place of migrations; null goes back to the migration that is shown. */
      readonly kind: 'aside';
      readonly shown: Aside | null;
    }
  | {
      /** What has happened since to the machine that is shown; only these events are in it. */
      readonly kind: 'aside-more';
      readonly more: Aside;
    }
  | {
      /** Asks for a picture in pixels. `scale` is how many of them a pixel of the SVG becomes on each side. */
      readonly kind: 'render';
      readonly id: number;
      readonly svg: string;
      readonly width: number;
      readonly height: number;
      readonly scale: number;
    };

/** What the timeline's webview asks for. */
export type TimelineRequest =
  | {
      /** The page listens; `migration` is the one it showed before it was closed. */
      readonly kind: 'ready';
      readonly migration: string | null;
    }
  | { readonly kind: 'choose'; readonly migration: string }
  | { readonly kind: 'first-step' }
  | { readonly kind: 'cancel' }
  /** Goes on with a post-copy that lost its link. */
  | { readonly kind: 'recover' }
  | { readonly kind: 'compare' }
  | { readonly kind: 'close-comparison' }
  | { readonly kind: 'close-aside' }
  /** Writes what is shown to a file. */
  | { readonly kind: 'export' }
  /** What to do with what is shown of one VM or container. */
  | { readonly kind: 'cancel-snapshot' }
  | { readonly kind: 'cancel-disk-job' }
  | { readonly kind: 'cancel-checkpoint' }
  | { readonly kind: 'stop-replication' }
  | { readonly kind: 'fail-over' }
  | { readonly kind: 'compare-intervals' }
  | {
      /** The picture that was asked for, as base64; null where the page could not draw it. */
      readonly kind: 'rendered';
      readonly id: number;
      readonly png: string | null;
    };

/** What the webview remembers when it is closed and opened again. */
export interface TimelinePageState {
  readonly migration: string | null;
  readonly form: 'picture' | 'table';
  readonly scale: 'linear' | 'logarithmic';
  /** Null follows the whole migration. Simulated nanoseconds from its start. */
  readonly view: { readonly from: number; readonly to: number } | null;
}
