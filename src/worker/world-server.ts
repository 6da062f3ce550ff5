import type { FromWorldWorker, ToWorldWorker, WorldAnswer, WorldRequest, WorldView } from '../protocol/world.ts';
import type { Command, DataCenter, WorldEvent } from '../simulator/index.ts';
import { decodeSnapshot, encodeSnapshot } from '../store/file/snapshot-file.ts';
import type { RealClock } from './clock.ts';
import { CommandRunner } from './command-runner.ts';
import { LiveWorld } from './live-world.ts';
import { Pacer } from './pacer.ts';
import { Publisher } from './publisher.ts';
import { Trials } from './trials.ts';
import { type OpenStore, WorldKeeper } from './world-keeper.ts';

/** Time between two turns in milliseconds, while something runs and while nothing does. */
const BUSY_TURN = 20;
const IDLE_TURN = 200;

/** Contents of so many pages are told of a comparison; a longer list nobody reads. */
const COMPARED_PAGES = 5_000;

const DONE: WorldAnswer = { kind: 'done', saved: true };

/** What the server of a world is made of. */
export interface WorldServerParts {
  readonly clock: RealClock;
  readonly openStore: OpenStore;
  /** Simulated seconds a real second. */
  readonly speed: number;
  /** The saved world is to become the previous one, and an empty one the current. */
  readonly anew: boolean;
  readonly post: (message: FromWorldWorker) => void;
  /** Makes a world of a scenario file's text; throws an error with one clear sentence where the file is bad. */
  readonly worldFromScenario: (scenario: string) => DataCenter;
}

/** Owns the data center: answers requests, lets time pass, tells of changes and keeps the world on disk. */
export class WorldServer {
  readonly #parts: WorldServerParts;
  readonly #live: LiveWorld;
  readonly #pacer: Pacer;
  readonly #commands: CommandRunner;
  readonly #publisher: Publisher;
  readonly #trials: Trials;
  readonly #keeper: WorldKeeper;
  /** A VM runs or migrates, or something is under way with a container, so that the passing of time changes what views show. */
  #busy = false;
  /** What the last view told of whether the disk has all. */
  #toldUpToDate = true;
  #stopTurning: () => void = () => undefined;

  constructor(parts: WorldServerParts) {
    const { clock, speed, post, openStore } = parts;
    this.#parts = parts;
    this.#live = new LiveWorld((events) => {
      this.#publisher.note(events);
      if (events.some(isLasting)) this.#keeper.changed();
    });
    this.#pacer = new Pacer(clock, speed, (nanoseconds) => {
      this.#advance(nanoseconds);
    });
    this.#commands = new CommandRunner(clock, this.#pacer, this.#live);
    this.#trials = new Trials(clock);
    this.#publisher = new Publisher(clock, () => this.#view(), post);
    this.#keeper = new WorldKeeper(clock, openStore, this.#live, (notice) => {
      post({ kind: 'notice', notice });
    });
  }

  /** Opens the saved world, or a fresh one, and lets time pass. */
  async start(): Promise<void> {
    await this.#keeper.open(this.#parts.anew);
    this.#publisher.opened(this.#live.trace);
    this.#turn();
  }

  /**
   * Answers a request; the order of requests is kept, but for those that take time.
   * Rejects where a command broke the world: nobody should go on with it.
   */
  async handle({ id, request }: ToWorldWorker): Promise<void> {
    const answer = await (request.kind === 'apply'
      ? this.#apply(request.command)
      : this.#answer(request).catch(failure));
    this.#publisher.flush();
    this.#parts.post({ kind: 'answer', id, answer });
  }

  async #apply(command: Command): Promise<WorldAnswer> {
    const outcome = await this.#commands.run(command);
    return { kind: 'outcome', outcome, saved: outcome.ok ? await this.#keeper.keep() : this.#keeper.isUpToDate };
  }

  async #answer(request: Exclude<WorldRequest, { kind: 'apply' }>): Promise<WorldAnswer> {
    switch (request.kind) {
      case 'load':
        return this.#replace(this.#parts.worldFromScenario(request.scenario), request.origin);
      case 'reset':
        return this.#replace();
      case 'bring-back': {
        const saved = await this.#keeper.bringBack();
        this.#publisher.opened(this.#live.trace);
        return { kind: 'done', saved };
      }
      case 'mark-beginning':
        this.#live.markBeginning(request.origin);
        this.#publisher.note([]);
        return { kind: 'done', saved: await this.#keeper.keep(true) };
      case 'set-speed':
        this.#pacer.setSpeed(request.speed);
        return DONE;
      case 'copy':
        return { kind: 'copied', copy: this.#trials.add(this.#live.kept().world) };
      case 'try':
        return { kind: 'tried', trial: await this.#trials.run(request.copy, request.command, request.limit) };
      case 'try-replication':
        return { kind: 'tried-replication', trial: await this.#trials.replicate(request.copy, request.command, request.duration) };
      case 'try-experiment':
        return { kind: 'tried-experiment', trial: this.#trials.experiment(request.copy, request.experiment, request.host, request.index) };
      case 'measure-costs':
        return { kind: 'measured-costs', costs: await this.#trials.costs(request.copy, request.host) };
      case 'drop':
        this.#trials.drop(request.copy);
        return DONE;
      case 'export-snapshot':
        return { kind: 'exported', file: await encodeSnapshot(this.#live.exportSnapshot(request.vm, request.snapshot)) };
      case 'import-snapshot': {
        const { vm, host, name, file } = request;
        const exported = await decodeSnapshot(file);
        return this.#apply({ kind: 'snapshot.import', vm, ...(host !== undefined && { host }), ...(name !== undefined && { name }), exported });
      }
      case 'compare-snapshots': {
        const { vm, first, second } = request;
        return { kind: 'compared', difference: this.#live.compare(vm, first, second, COMPARED_PAGES) };
      }
      case 'look-into-disk':
        return { kind: 'looked', found: this.#live.lookIntoDisk(request.vm, request.snapshot, request.question) };
      case 'look-into-container':
        return { kind: 'files', answer: this.#live.lookIntoContainer(request.container, request.question) };
      case 'probe-container':
        return { kind: 'probed', probes: this.#live.probeContainer(request.container) };
      case 'ping':
        return DONE;
      case 'save':
        await this.#keeper.flush();
        return DONE;
      case 'clean-up':
        await this.#keeper.cleanUp();
        this.#publisher.note([]);
        return DONE;
      case 'close':
        this.#stopTurning();
        await this.#keeper.close();
        return DONE;
    }
  }

  #advance(nanoseconds: number): void {
    this.#live.advance(nanoseconds);
    if (!this.#busy) return;
    this.#publisher.note([]);
    this.#keeper.timePassed();
  }

  async #replace(...made: Parameters<LiveWorld['begin']>): Promise<WorldAnswer> {
    const saved = await this.#keeper.replace(() => {
      this.#live.begin(...made);
    });
    this.#publisher.opened(this.#live.trace);
    return { kind: 'done', saved };
  }

  #turn(): void {
    this.#pacer.turn();
    this.#publisher.publish();
    this.#keeper.turn();
    if (this.#keeper.isUpToDate !== this.#toldUpToDate) this.#publisher.note([]);
    this.#stopTurning = this.#parts.clock.after(this.#busy ? BUSY_TURN : IDLE_TURN, () => {
      this.#turn();
    });
  }

  #view(): WorldView {
    const { origin, pristine } = this.#live;
    const inventory = this.#live.inventory();
    this.#busy = inventory.hosts.some(({ vms, containers = [] }) =>
      vms.some(({ state, migration }) => state === 'running' || migration?.status === 'active') || containers.some(({ work }) => work !== undefined),
    );
    const { hasPrevious, saved, isUpToDate } = this.#keeper;
    this.#toldUpToDate = isUpToDate;
    return { inventory, origin, pristine, hasPrevious, saved };
  }
}

/** The reports of a migration under way come many times a second; the rest changes what views show for good. */
function isLasting({ kind }: WorldEvent): boolean {
  return kind !== 'snapshot.progress' && kind !== 'migration.progress' && kind !== 'migration.decision' && kind !== 'migration.round';
}

function failure(error: unknown): WorldAnswer {
  return { kind: 'failure', message: error instanceof Error ? error.message : String(error) };
}
