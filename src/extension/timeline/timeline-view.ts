import * as vscode from 'vscode';
import type { TimelineMessage, TimelineRequest } from '../../protocol/timeline.ts';
import type { WorldEvent } from '../../simulator/index.ts';
import type { Aside } from '../../viewmodel/timeline/aside.ts';
import { type FirstStep, firstStep } from '../../viewmodel/timeline/first-step.ts';
import type { Run } from '../../viewmodel/timeline/comparison.ts';
import type { SvgPicture } from '../../viewmodel/timeline/export/svg-document.ts';
import { MigrationHistory } from '../../viewmodel/timeline/history.ts';
import { isMigrationEvent, type TimelineEvent } from '../../viewmodel/timeline/timed-event.ts';
import { Timeline } from '../../viewmodel/timeline/timeline.ts';
import type { WorldClient } from '../world/world-client.ts';
import { PictureRenderer } from './picture-renderer.ts';
import { TimelineFeed } from './timeline-feed.ts';
import { asideOf, asideThatBegins, ownedBy, type ShownAside } from './shown-aside.ts';
import { headOf, type ShownComparison } from './shown-comparison.ts';
import { timelineHtml } from './timeline-html.ts';

const TIMELINE_VIEW = 'virtlab.timeline';

/** Real milliseconds in which a page that was brought to the front should listen. */
const PATIENCE = 10_000;

const FIRST_STEP_COMMANDS: Readonly<Record<FirstStep, string>> = {
  create: 'virtlab.world.sample',
  start: 'virtlab.vm.start',
  migrate: 'virtlab.vm.migrate',
};

const ASIDE_REQUESTS = {
  'cancel-snapshot': 'virtlab.vm.cancelSnapshot',
  'cancel-disk-job': 'virtlab.disk.cancelJob',
  'cancel-checkpoint': 'virtlab.container.cancelCheckpoint',
  'stop-replication': 'virtlab.vm.stopReplication',
  'fail-over': 'virtlab.vm.failOver',
  'compare-intervals': 'virtlab.vm.compareIntervals',
} as const;

/** The timeline in the panel: keeps the latest migrations and shows one of them, live. */
export class TimelineView implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly history = new MigrationHistory();
  readonly #world: WorldClient;
  readonly #media: vscode.Uri;
  readonly #feed = new TimelineFeed((id) => this.#eventsOf(id), (message) => this.#post(message));
  readonly #renderer = new PictureRenderer((message) => this.#post(message));
  readonly #subscriptions: vscode.Disposable[];
  #shown: string | null = null;
  /** What the page of an earlier window showed; counts until something else is chosen or begins. */
  #remembered: string | null = null;
  #isChosen = false;
  #comparison: ShownComparison | null = null;
  #aside: ShownAside | null = null;
  #page: vscode.WebviewView | undefined;
  /** The page listens; one that is hidden is gone and says so when it is back. */
  #listens = false;
  #firstStep: FirstStep = 'create';

  constructor(world: WorldClient, media: vscode.Uri) {
    this.#world = world;
    this.#media = media;
    this.#subscriptions = [
      vscode.window.registerWebviewViewProvider(TIMELINE_VIEW, this),
      world.onDidOpen(() => this.#begin()),
      world.onDidReceiveEvents((events) => this.#receive(events)),
      world.onDidChange(() => this.#adviseFirstStep()),
    ];
    this.#begin();
  }

  /** Id of the migration that is shown, or would be if the view were open. */
  get shown(): string | null {
    return this.#shown;
  }

  /** Chooses which migration is shown. */
  choose(migration: string): void {
    if (migration === this.#shown && !this.#comparison && !this.#aside) return;
    this.#comparison = null;
    this.#show(migration);
  }

  /** Shows runs side by side, until a migration is chosen. Null goes back to the one that was shown. */
  compare(comparison: ShownComparison | null): void {
    this.#comparison = comparison;
    this.#tellAll();
  }

  /** The runs that are shown side by side, if any are. */
  get comparison(): ShownComparison | null {
    return this.#comparison;
  }

  /** Runs with all that is known of them by now. */
  runsOf({ runs }: ShownComparison): readonly Run[] {
    return runs.map(({ id, label, isLive, events }) => {
      const timeline = new Timeline();
      timeline.append((events ?? this.history.eventsOf(id)).filter(isMigrationEvent));
      return { id, label, isLive, timeline };
    });
  }

  /** Shows something of one VM or container, until a migration is chosen or begins. Null goes back to it. */
  showAside(aside: ShownAside | null): void {
    this.#aside = aside;
    this.#tellAside();
  }

  /** What is shown of one machine in place of its migrations, with all that is known of it by now. */
  get aside(): Aside | null {
    return this.#aside && asideOf(this.#aside, this.#world.trace);
  }

  /** Brings the view to the front, where it keeps the focus where it is if asked to. */
  async reveal(preserveFocus: boolean): Promise<void> {
    await vscode.commands.executeCommand(`${TIMELINE_VIEW}.focus`, { preserveFocus });
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#page = view;
    this.#listens = false;
    view.webview.options = { enableScripts: true, localResourceRoots: [this.#media] };
    view.webview.onDidReceiveMessage((request: TimelineRequest) => this.#answer(request));
    view.onDidChangeVisibility(() => {
      if (!view.visible) this.#listens = false;
    });
    view.onDidDispose(() => {
      this.#page = undefined;
      this.#listens = false;
    });
    view.webview.html = timelineHtml(view.webview, this.#media);
  }

  /** A picture as the bytes of a PNG file, drawn by the page, which is brought to the front for it. */
  async renderPng(picture: SvgPicture): Promise<Uint8Array | undefined> {
    await this.reveal(true);
    await this.#listening();
    return this.#renderer.render(picture);
  }

  /** Waits until the page listens, for a while. */
  async #listening(): Promise<void> {
    for (let waited = 0; !this.#listens && waited < PATIENCE; waited += 50) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** A world has been opened: its story begins, with what is known of it already. */
  #begin(): void {
    this.history.clear();
    this.history.add(this.#world.trace);
    this.#shown = this.#known(this.#remembered) ?? this.history.newest?.id ?? null;
    this.#isChosen = false;
    this.#comparison = null;
    this.#aside = null;
    this.#firstStep = firstStep(this.#world.inventory);
    this.#tellAll();
  }

  #receive(events: readonly WorldEvent[]): void {
    const { thinnings } = this.history;
    this.#receiveAside(events);
    const fresh = this.history.add(events);
    if (fresh.length === 0) return;
    const started = fresh.findLast((event) => event.kind === 'migration.started');
    if (started && !this.#comparison) return this.#show(started.migration);
    if (started) this.#shown = started.migration;
    if (fresh.some((event) => 'migration' in event && this.history.entries.find(({ id }) => id === event.migration)?.status !== 'active')) this.#tellList();
    if (this.history.thinnings > thinnings) this.#feedAnew();
    else this.#feed.send();
  }

  #adviseFirstStep(): void {
    const step = firstStep(this.#world.inventory);
    if (step === this.#firstStep) return;
    this.#firstStep = step;
    this.#tellList();
  }

  #answer(request: TimelineRequest): void {
    switch (request.kind) {
      case 'ready':
        this.#listens = true;
        this.#remembered = request.migration;
        if (!this.#isChosen) this.#shown = this.#known(request.migration) ?? this.#shown;
        return this.#tellAll();
      case 'choose':
        return this.choose(request.migration);
      case 'first-step':
        void vscode.commands.executeCommand(FIRST_STEP_COMMANDS[this.#firstStep]);
        return;
      case 'cancel':
        return this.#steerShown('cancelMigration');
      case 'recover':
        return this.#steerShown('recoverMigration');
      case 'compare':
        void vscode.commands.executeCommand('virtlab.timeline.compare');
        return;
      case 'close-aside':
        return this.showAside(null);
      case 'cancel-snapshot':
      case 'cancel-disk-job':
      case 'cancel-checkpoint':
      case 'stop-replication':
      case 'fail-over':
      case 'compare-intervals':
        void vscode.commands.executeCommand(ASIDE_REQUESTS[request.kind], this.#aside && ownedBy(this.#aside));
        return;
      case 'export':
        void vscode.commands.executeCommand('virtlab.timeline.export');
        return;
      case 'close-comparison':
        return this.compare(null);
      case 'rendered':
        return this.#renderer.rendered(request);
    }
  }

  #show(migration: string): void {
    this.#shown = migration;
    this.#aside = null;
    this.#isChosen = true;
    this.#tellAll();
  }

  /** Cancels or recovers the migration that is shown. */
  #steerShown(verb: 'cancelMigration' | 'recoverMigration'): void {
    const entry = this.history.entries.find(({ id }) => id === this.#shown);
    if (entry === undefined) return;
    const [thing, subject] = entry.machine === 'container' ? ['container', { container: entry.vm }] : ['vm', { vm: entry.vm }];
    void vscode.commands.executeCommand(`virtlab.${thing}.${verb}`, subject);
  }

  #known(migration: string | null): string | null {
    return migration !== null && this.history.eventsOf(migration).length > 0 ? migration : null;
  }

  #tellAll(): void {
    this.#tellList();
    this.#tellAside();
    void this.#post({ kind: 'comparison', comparison: this.#comparison && headOf(this.#comparison) });
    this.#feedAnew();
  }

  #feedAnew(): void {
    const ids = this.#comparison ? this.#comparison.runs.map(({ id }) => id) : this.#shown === null ? [] : [this.#shown];
    this.#feed.begin(this.#listens ? ids : []);
  }

  #receiveAside(events: readonly WorldEvent[]): void {
    const begun = events.flatMap((event) => asideThatBegins(event) ?? []).at(-1);
    if (begun) {
      this.#aside = begun;
      return this.#tellAside();
    }
    const more = this.#aside && asideOf(this.#aside, events);
    if (more && more.events.length > 0) void this.#post({ kind: 'aside-more', more });
  }

  #tellAside(): void {
    void vscode.commands.executeCommand('setContext', 'virtlab.hasAside', this.#aside !== null);
    void this.#post({ kind: 'aside', shown: this.aside });
  }

  #eventsOf(id: string): readonly TimelineEvent[] {
    return this.#comparison?.runs.find((run) => run.id === id)?.events ?? this.history.eventsOf(id);
  }

  #tellList(): void {
    void vscode.commands.executeCommand('setContext', 'virtlab.hasMigration', this.#shown !== null);
    void this.#post({
      kind: 'migrations',
      migrations: this.history.entries,
      shown: this.#shown,
      firstStep: this.#firstStep,
    });
  }

  async #post(message: TimelineMessage): Promise<boolean> {
    return this.#listens && this.#page ? this.#page.webview.postMessage(message) : false;
  }
}
