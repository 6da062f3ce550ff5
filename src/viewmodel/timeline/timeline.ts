import type {
  DowntimeBreakdown,
  MigrationFigures,
  MigrationParameters,
  MigrationPhase,
  Nanoseconds,
} from '../../simulator/index.ts';
import { DEFAULT_PARAMETERS, PAGE_BYTES } from '../../simulator/index.ts';
import { guestSentence } from '../datacenter/damage-text.ts';
import { networkSentence } from '../network/event-sentence.ts';
import { FaultLane } from './fault-lane.ts';
import { MachineLane } from './machine-lane.ts';
import { MirrorLane } from './mirror-lane.ts';
import { Narrator, type Note } from './narrator.ts';
import { PhaseLane } from './phase-lane.ts';
import { RoundLane } from './round-lane.ts';
import { Samples } from './samples.ts';
import { ServiceLane } from './service-lane.ts';
import type { Story } from './sentences.ts';
import { goesByThreshold } from '../migration/mechanism.ts';
import { StreamLane } from './stream-lane.ts';
import { ThrottleLane } from './throttle-lane.ts';
import { isConnectionEvent, isGuestEvent, type ServiceEvent, type TimedMigrationEvent, type TimelineEvent } from './timed-event.ts';
import { XbzrleLane } from './xbzrle-lane.ts';

/** How a migration stands. */
export type TimelineStatus = 'waiting' | 'active' | 'completed' | 'cancelled' | 'failed';

/** What is known of the bytes on the way, from the latest event that told. */
export interface Counters {
  readonly transferredBytes: number;
  readonly pendingBytes: number;
  /** 0 before the first measurement, and under a rule that has none. */
  readonly thresholdBytes: number;
  readonly bandwidthBytesPerSecond: number;
  readonly dirtySyncCount: number;
}

/**
 * The picture of one migration, built event by event: each costs the same however many came before.
 * Times count from the start of the migration, in simulated nanoseconds.
 */
export class Timeline {
  readonly phases = new PhaseLane();
  readonly rounds = new RoundLane();
  readonly machine = new MachineLane();
  readonly throttle = new ThrottleLane();
  readonly faults = new FaultLane();
  readonly mirror = new MirrorLane();
  readonly streams = new StreamLane();
  readonly service = new ServiceLane();
  readonly xbzrle = new XbzrleLane();
  readonly samples = new Samples();
  readonly narrator = new Narrator();
  #story: Story = {
    vm: '', from: '', to: '', memoryBytes: 0, parameters: DEFAULT_PARAMETERS,
  };
  #startedAt: Nanoseconds | null = null;
  #end: Nanoseconds = 0;
  #status: TimelineStatus = 'waiting';
  #counters: Counters = {
    transferredBytes: 0, pendingBytes: 0, thresholdBytes: 0, bandwidthBytesPerSecond: 0, dirtySyncCount: 0,
  };
  #figures: MigrationFigures | null = null;
  #breakdown: DowntimeBreakdown | null = null;

  /** Time of the latest event. */
  get end(): Nanoseconds {
    return this.#end;
  }

  /** Whether post-copy waits for a new link. */
  get isInterrupted(): boolean {
    return this.#status === 'active' && this.phases.current?.phase === 'interrupted';
  }

  /** Whether it can still be given up: in post-copy the machine has moved, and there is no way back. */
  get canBeCancelled(): boolean {
    const { current } = this.phases;
    return this.#status === 'active' && current?.phase !== 'post-copy' && current?.phase !== 'interrupted';
  }

  get status(): TimelineStatus {
    return this.#status;
  }

  get story(): Story {
    return this.#story;
  }

  get parameters(): MigrationParameters {
    return this.#story.parameters;
  }

  get counters(): Counters {
    return this.#counters;
  }

  /** The final counters, as soon as the migration has ended. */
  get figures(): MigrationFigures | null {
    return this.#figures;
  }

  get breakdown(): DowntimeBreakdown | null {
    return this.#breakdown;
  }

  get notes(): readonly Note[] {
    return this.narrator.notes;
  }

  /** Adds events in the order of the trace. */
  append(events: readonly TimelineEvent[]): void {
    for (const event of events) this.#add(event);
  }

  #add(event: TimelineEvent): void {
    this.#startedAt ??= event.time;
    const time = Math.max(this.#end, event.time - this.#startedAt);
    this.#end = time;
    if (event.kind === 'service.sample' || event.kind === 'network.announced') return this.#serve(event, time);
    if (isGuestEvent(event)) return this.narrator.hearGuest(time, guestSentence(event));
    if (isConnectionEvent(event)) return this.narrator.hearConnection(time, networkSentence(event));
    this.#take(event, time);
    this.narrator.hear(event, time, this.#story);
  }

  #serve(event: ServiceEvent, time: Nanoseconds): void {
    if (event.kind === 'service.sample') {
      if (this.service.add(event, time)) this.narrator.hearOutage(time, this.service.outage?.longestLatency ?? 0);
      return;
    }
    this.service.announced(time);
    if (event.round === 1) this.narrator.hearAnnouncement(time, event.host, this.#story);
  }

  #take(event: TimedMigrationEvent, time: Nanoseconds): void {
    switch (event.kind) {
      case 'migration.started': {
        const { vm, from, to, memoryBytes, parameters } = event;
        this.#story = { vm, from, to, memoryBytes, parameters };
        this.#status = 'active';
        this.#count({ pendingBytes: memoryBytes });
        return this.machine.enter('source', time);
      }
      case 'migration.phase':
        return this.#enter(event.phase, time);
      case 'migration.round':
        this.#count(event);
        this.rounds.begin(event.round, event, time);
        this.xbzrle.hear(event.xbzrle, time);
        return this.#sample(time);
      case 'migration.decision':
        this.#count(event);
        return this.#sample(time);
      case 'migration.throttled':
        return this.throttle.enter({ kind: 'auto-converge', percent: event.percent }, time);
      case 'migration.progress':
        this.#count(event);
        this.rounds.sent(event.transferredBytes);
        this.xbzrle.hear(event.xbzrle, time);
        return this.#sample(time);
      case 'migration.source-paused':
        this.#count(event);
        this.rounds.beginLastCopy(event, time);
        this.xbzrle.hear(event.xbzrle, time);
        this.machine.enter('paused', time);
        return this.#sample(time);
      case 'migration.mirror':
        return this.mirror.hear(event, time);
      case 'migration.channels-in-step':
        return this.streams.inStep(event, time);
      case 'migration.dirty-limited':
        return this.throttle.enter({ kind: 'dirty-limit', pagesPerSecond: event.pagesPerSecond }, time);
      case 'migration.page-fault':
        return;
      case 'migration.page-arrived':
        return this.faults.arrived(time, event.blocked);
      case 'migration.postcopy-paused':
      case 'migration.postcopy-recovered':
        this.phases.enter(event.kind === 'migration.postcopy-paused' ? 'interrupted' : 'post-copy', time);
        this.#count({ pendingBytes: event.missingPages * PAGE_BYTES });
        return this.#sample(time);
      case 'migration.destination-running':
        // In post-copy the machine runs before its memory has come.
        if (this.phases.current?.phase === 'resume') this.#count({ pendingBytes: 0 });
        this.#sample(time);
        return this.machine.enter('destination', time);
      case 'migration.completed':
        this.#breakdown = event.downtimeBreakdown;
        this.machine.breakDown(event.downtimeBreakdown);
        this.rounds.lastCopyTook(event.downtimeBreakdown.lastCopy);
        return this.#finish('completed', event.figures, time);
      case 'migration.cancelled':
        return this.#finish('cancelled', event.figures, time);
      case 'migration.failed':
        return this.#finish('failed', event.figures, time);
    }
  }

  /** The pause is reckoned from the order to stop, as the downtime is. */
  #enter(phase: MigrationPhase, time: Nanoseconds): void {
    this.phases.enter(phase, time);
    if (phase === 'pre-copy' || phase === 'stop-and-copy') this.streams.begin(time);
    if (phase === 'stop-and-copy') {
      this.machine.enter('paused', time);
      this.service.paused(time);
      this.throttle.end(time);
    }
    if (phase === 'stop-and-copy' || phase === 'resume') this.rounds.end(time);
    if (phase === 'post-copy') this.rounds.beginPush(time);
  }

  #finish(status: TimelineStatus, figures: MigrationFigures, time: Nanoseconds): void {
    this.#status = status;
    this.#figures = figures;
    this.#count({
      transferredBytes: figures.transferredBytes,
      pendingBytes: figures.remainingBytes,
      dirtySyncCount: figures.dirtySyncCount,
    });
    this.rounds.sent(figures.transferredBytes);
    // Nothing is encoded after the last copy.
    this.xbzrle.hear(figures.xbzrle, this.rounds.current?.to ?? time);
    this.rounds.end(time);
    this.phases.end(time);
    this.throttle.end(time);
    this.mirror.end(time);
    this.machine.end(time, status === 'completed');
    this.service.ended(time, status === 'completed');
    this.#sample(time);
  }

  #count(latest: Partial<Counters>): void {
    const { transferredBytes, pendingBytes, thresholdBytes, bandwidthBytesPerSecond, dirtySyncCount } = latest;
    const known = this.#counters;
    this.#counters = {
      transferredBytes: transferredBytes ?? known.transferredBytes,
      pendingBytes: pendingBytes ?? known.pendingBytes,
      thresholdBytes: goesByThreshold(this.parameters) ? (thresholdBytes ?? known.thresholdBytes) : 0,
      bandwidthBytesPerSecond: bandwidthBytesPerSecond ?? known.bandwidthBytesPerSecond,
      dirtySyncCount: dirtySyncCount ?? known.dirtySyncCount,
    };
  }

  #sample(time: Nanoseconds): void {
    this.samples.push({ time, ...this.#counters });
  }
}
