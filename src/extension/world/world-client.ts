import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { completed } from '../../protocol/brief-view.ts';
import type { ReplicateCommand } from '../../protocol/replication.ts';
import type { IntervalTrial } from '../../viewmodel/replication/interval-trials.ts';
import type { MigrateCommand, MigrationTrial } from '../../protocol/comparison.ts';
import type { Saved, WorldAnswer, WorldNotice, WorldOrigin, WorldRequest, WorldView } from '../../protocol/world.ts';
import { type Command, type CostReport, type DiskAnswer, type DiskQuestion, type Experiment, type FileAnswer, type FileQuestion, type Inventory, keptTrace, type Nanoseconds, type Outcome, type StateDifference, type TriedExperiment, type WallProbe, type WorldEvent } from '../../simulator/index.ts';
import { WorldConnection, type WorldListener } from './world-connection.ts';

/** Old events are forgotten when the trace has grown to this length, and to twice what was kept then. */
const LONG_TRACE = 50_000;
/** A worker that dies more often than this within a minute is not started again by itself. */
const RESTARTS_A_MINUTE = 3;
/** The editor waits about five seconds for an extension to end. */
const CLOSING_PATIENCE = 4_000;

const NOTHING: WorldView = {
  inventory: { seed: 0, time: 0, hosts: [], links: [], storage: { bytesPerSecond: 500e6, freeBytes: 0, works: true } },
  origin: { id: 'empty', title: '' },
  pristine: true,
  hasPrevious: false,
  saved: null,
};

export interface WorldClientSettings {
  /** Path of the bundled worker. */
  readonly workerFile: string;
  /** Folder of the saved world. */
  readonly folder: string;
  /** Simulated seconds a real second, as configured now. */
  readonly speed: () => number;
}

/** What the user should hear about the world: from the worker, or about it. */
export type ClientNotice =
  | WorldNotice
  /** The worker died and runs again, from the last save. */
  | { readonly kind: 'restarted'; readonly reason: string }
  /** The worker dies again and again; `restart` tries once more. */
  | { readonly kind: 'stopped'; readonly reason: string };

/** `saved`: what was done is on disk, and survives whatever happens; otherwise it will be as soon as it can. */
export type Acknowledgement = Outcome & { readonly saved: boolean };

/** A copy of the world, to try migrations on; each trial begins from the state that was copied. */
export interface WorldCopy {
  /** Rejects with one sentence where the migration is refused, or the copy is dropped meanwhile. */
  readonly try: (command: MigrateCommand, limit: Nanoseconds) => Promise<MigrationTrial>;
  /** The same for a replication, which is given so long after its first copy. */
  readonly replicate: (command: ReplicateCommand, duration: Nanoseconds) => Promise<IntervalTrial>;
  /** One trial of an experiment on a host. */
  readonly experiment: (experiment: Experiment, host: string, index: number) => Promise<TriedExperiment>;
  /** What a container and a VM of a host cost. */
  readonly costs: (host: string) => Promise<CostReport>;
  readonly drop: () => Promise<void>;
}

/** The data center as the extension sees it: the latest copy of its inventory, its events, and the way to change it. */
export class WorldClient implements vscode.Disposable {
  readonly #settings: WorldClientSettings;
  readonly #owner = randomUUID();
  readonly #changed = new vscode.EventEmitter<Inventory>();
  readonly #received = new vscode.EventEmitter<readonly WorldEvent[]>();
  readonly #opened = new vscode.EventEmitter<WorldView>();
  readonly #noticed = new vscode.EventEmitter<ClientNotice>();
  #connection: WorldConnection | undefined;
  #ready: Promise<void> | undefined;
  #view = NOTHING;
  #trace: WorldEvent[] = [];
  #forgetAt = LONG_TRACE;
  #deaths: number[] = [];

  /** Fires after every change, a world taking the place of another included. */
  readonly onDidChange = this.#changed.event;
  /** Fires before `onDidChange`, with the events that led to it. */
  readonly onDidReceiveEvents = this.#received.event;
  /** Fires when a world has taken the place of another; `trace` is the new one's. */
  readonly onDidOpen = this.#opened.event;
  readonly onDidNotice = this.#noticed.event;

  constructor(settings: WorldClientSettings) {
    this.#settings = settings;
  }

  /** Latest copy; empty until `ready`. */
  get inventory(): Inventory {
    return this.#view.inventory;
  }

  get origin(): WorldOrigin {
    return this.#view.origin;
  }

  /** Nobody has changed the world since it was made. */
  get pristine(): boolean {
    return this.#view.pristine;
  }

  get hasPrevious(): boolean {
    return this.#view.hasPrevious;
  }

  /** How the world stands on disk; null where this window does not save it. */
  get saved(): Saved | null {
    return this.#view.saved;
  }

  /** Events since the world began; of old ones those that a saved world has. */
  get trace(): readonly WorldEvent[] {
    return this.#trace;
  }

  /** Starts the worker if it is not running; resolves when the world is there. */
  ready(): Promise<void> {
    this.#ready ??= this.#connect();
    return this.#ready;
  }

  /** Changes the world. Where the worker dies meanwhile, the outcome is a refusal that says so. */
  async apply(command: Command): Promise<Acknowledgement> {
    try {
      const { outcome, saved } = expected(await this.#ask({ kind: 'apply', command }), 'outcome');
      return { ...outcome, saved };
    } catch (error) {
      return refused(error instanceof Error ? error.message : String(error));
    }
  }

  /** A snapshot as the bytes of a file. Throws one sentence where there is none. */
  async exportSnapshot(vm: string, snapshot: string): Promise<Uint8Array> {
    return expected(await this.#ask({ kind: 'export-snapshot', vm, snapshot }), 'exported').file;
  }

  /** Takes a snapshot from the bytes of a file. Throws one sentence where there is none in them. */
  async importSnapshot(named: Omit<Extract<WorldRequest, { kind: 'import-snapshot' }>, 'kind'>): Promise<Outcome> {
    return expected(await this.#ask({ kind: 'import-snapshot', ...named }), 'outcome').outcome;
  }

  /** How a snapshot differs from another one, or from the VM as it is now. Throws one sentence where there is nothing to compare. */
  async compareSnapshots(vm: string, first: string, second: string | null): Promise<StateDifference> {
    return expected(await this.#ask({ kind: 'compare-snapshots', vm, first, second }), 'compared').difference;
  }

  /** The files on the disk of a VM, as it is now or in a snapshot. Throws one sentence where there is no such disk. */
  async lookIntoDisk(vm: string, snapshot: string | null, question: DiskQuestion): Promise<DiskAnswer> {
    return expected(await this.#ask({ kind: 'look-into-disk', vm, snapshot, question }), 'looked').found;
  }

  /** The files of a container. Throws one sentence where there is no such container. */
  async lookIntoContainer(container: string, question: FileQuestion): Promise<FileAnswer> {
    return expected(await this.#ask({ kind: 'look-into-container', container, question }), 'files').answer;
  }

  /** What a container sees beside what its host sees. Throws one sentence where nobody can be asked. */
  async probeContainer(container: string): Promise<readonly WallProbe[]> {
    return expected(await this.#ask({ kind: 'probe-container', container }), 'probed').probes;
  }

  /** Copies the world as it is now. The copy takes memory until it is dropped. */
  async copy(): Promise<WorldCopy> {
    const { copy } = expected(await this.#ask({ kind: 'copy' }), 'copied');
    return {
      try: async (command, limit) => expected(await this.#ask({ kind: 'try', copy, command, limit }), 'tried').trial,
      replicate: async (command, duration) =>
        expected(await this.#ask({ kind: 'try-replication', copy, command, duration }), 'tried-replication').trial,
      experiment: async (experiment, host, index) => expected(await this.#ask({ kind: 'try-experiment', copy, experiment, host, index }), 'tried-experiment').trial,
      costs: async (host) => expected(await this.#ask({ kind: 'measure-costs', copy, host }), 'measured-costs').costs,
      drop: () => this.#do({ kind: 'drop', copy }),
    };
  }

  /** Puts the world of a scenario file in the place of this one. Throws an error with one sentence if the file is bad. */
  load(scenario: string, origin: WorldOrigin): Promise<void> {
    return this.#do({ kind: 'load', scenario, origin });
  }

  /** Puts an empty world in the place of this one, which becomes the previous world. */
  reset(): Promise<void> {
    return this.#do({ kind: 'reset' });
  }

  /** Puts the previous world in the place of this one, and the other way round. */
  bringBack(): Promise<void> {
    return this.#do({ kind: 'bring-back' });
  }

  /** What was built so far is where work in this world begins: it counts as pristine from here. */
  markBeginning(origin: WorldOrigin): Promise<void> {
    return this.#do({ kind: 'mark-beginning', origin });
  }

  /** Follows the configuration; a worker that is not running yet will ask for it itself. */
  async updateSpeed(): Promise<void> {
    if (this.#ready) await this.#do({ kind: 'set-speed', speed: this.#settings.speed() });
  }

  /** Resolves as soon as the worker has read the message. */
  ping(): Promise<void> {
    return this.#do({ kind: 'ping' });
  }

  /** Resolves when all of the world is on disk. */
  save(): Promise<void> {
    return this.#do({ kind: 'save' });
  }

  /** Gives back the room on disk that no world needs any more. Throws one sentence where that is not possible. */
  cleanUp(): Promise<void> {
    return this.#do({ kind: 'clean-up' });
  }

  /** Saves the world and ends the worker. */
  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    this.#ready = undefined;
    await connection?.close(CLOSING_PATIENCE);
  }

  /** Starts the worker again after it stopped for good; `anew` with an empty world, the saved one being the previous. */
  async restart(anew = false): Promise<void> {
    this.#deaths = [];
    await this.close();
    this.#ready = this.#connect(anew);
    await this.#ready;
  }

  dispose(): void {
    for (const emitter of [this.#changed, this.#received, this.#opened, this.#noticed]) emitter.dispose();
  }

  #connect(anew = false): Promise<void> {
    const { workerFile, folder, speed } = this.#settings;
    return new Promise((resolve) => {
      const listener: WorldListener = {
        heard: (news) => {
          if (news.kind === 'notice') this.#noticed.fire(news.notice);
          else if (news.kind === 'changed') this.#update(completed(news.view, this.#view.inventory), news.events);
          else {
            this.#open(news.view, news.trace);
            resolve();
          }
        },
        died: (reason) => {
          // Whoever waits for the world may go on: an empty one is shown, and a notice tells why.
          resolve();
          this.#died(reason);
        },
      };
      this.#connection = new WorldConnection(workerFile, { folder, owner: this.#owner, speed: speed(), anew }, listener);
    });
  }

  #died(reason: string): void {
    const now = performance.now();
    this.#deaths = [...this.#deaths.filter((death) => now - death < 60_000), now];
    if (this.#deaths.length > RESTARTS_A_MINUTE) {
      this.#noticed.fire({ kind: 'stopped', reason });
      return;
    }
    this.#noticed.fire({ kind: 'restarted', reason });
    this.#ready = this.#connect();
  }

  #open(view: WorldView, trace: readonly WorldEvent[]): void {
    this.#view = view;
    this.#trace = [...trace];
    this.#opened.fire(view);
    this.#changed.fire(view.inventory);
  }

  #update(view: WorldView, events: readonly WorldEvent[]): void {
    this.#view = view;
    for (const event of events) this.#trace.push(event);
    this.#forget();
    if (events.length > 0) this.#received.fire(events);
    this.#changed.fire(view.inventory);
  }

  #forget(): void {
    if (this.#trace.length < this.#forgetAt) return;
    this.#trace = [...keptTrace(this.#trace)];
    this.#forgetAt = Math.max(LONG_TRACE, 2 * this.#trace.length);
  }

  async #ask(request: WorldRequest) {
    await this.ready();
    if (!this.#connection) throw new Error('The data center is not running.');
    return this.#connection.ask(request);
  }

  async #do(request: WorldRequest): Promise<void> {
    expected(await this.#ask(request), 'done');
  }
}

/** The answer of this kind; throws the sentence of a failure. */
function expected<Kind extends WorldAnswer['kind']>(answer: WorldAnswer, kind: Kind): Extract<WorldAnswer, { kind: Kind }> {
  if (answer.kind === kind) return answer as Extract<WorldAnswer, { kind: Kind }>;
  throw new Error(answer.kind === 'failure' ? answer.message : `The data center answered "${answer.kind}" in place of "${kind}".`);
}

function refused(refusal: string): Acknowledgement {
  return { ok: false, refusal, saved: false };
}
