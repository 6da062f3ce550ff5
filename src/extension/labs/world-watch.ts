import * as vscode from 'vscode';
import { stepProgress } from '../../labs/progress.ts';
import type { EventKind, WorldEvent } from '../../simulator/index.ts';
import type { WorldClient } from '../world/world-client.ts';
import type { CurrentStep } from './current-step.ts';
import type { LabWorld } from './lab-world.ts';
import type { PackLibrary } from './pack-library.ts';
import type { ProgressStore } from './progress-store.ts';
import type { StepChecker } from './step-checker.ts';
import { stepsOf, type StepSubject } from './step-subject.ts';

/** Long enough for the last of a burst of events to be in. */
const SETTLE_MILLISECONDS = 400;

/** What happens many times in one action, and finishes none. */
const CHATTER: ReadonlySet<EventKind> = new Set([
  'migration.phase',
  'migration.round',
  'migration.decision',
  'migration.progress',
]);

export interface WorldWatchParts {
  readonly world: WorldClient;
  readonly labWorld: LabWorld;
  readonly library: PackLibrary;
  readonly current: CurrentStep;
  readonly progress: ProgressStore;
  readonly checker: StepChecker;
}

/** Looks again at the `do` step the student is at when something has happened in its data center, so that it turns green by itself. */
export class WorldWatch implements vscode.Disposable {
  readonly #parts: WorldWatchParts;
  readonly #subscriptions: readonly vscode.Disposable[];
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: WorldWatchParts) {
    this.#parts = parts;
    this.#subscriptions = [
      parts.world.onDidReceiveEvents((events) => this.#hear(events)),
      // What was done before there was trust counts too.
      vscode.workspace.onDidGrantWorkspaceTrust(() => void this.#look()),
    ];
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const each of this.#subscriptions) each.dispose();
  }

  #hear(events: readonly WorldEvent[]): void {
    if (events.every(({ kind }) => CHATTER.has(kind))) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), SETTLE_MILLISECONDS);
  }

  async #look(): Promise<void> {
    const subject = this.#subject();
    const { checker, labWorld } = this.#parts;
    if (!subject || !vscode.workspace.isTrusted || !labWorld.isLoaded(subject)) return;
    if (checker.run(subject.address).kind === 'running') return;
    await checker.check(subject, 'watch');
  }

  /** The step the guide shows, or the first of its lab that is not done, if that is something to do. */
  #subject(): StepSubject | undefined {
    const { current, library, progress } = this.#parts;
    const shown = current.address ? library.findStep(current.address) : undefined;
    if (!shown) return undefined;
    const isOpen = ({ address }: StepSubject) => stepProgress(progress.progress, address).state !== 'done';
    const candidates = [shown, ...stepsOf(shown).filter(isOpen).slice(0, 1)];
    return candidates.find((subject) => subject.step.kind === 'do' && isOpen(subject));
  }
}
