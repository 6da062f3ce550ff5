import { type Nanoseconds, seconds, thinned, type WorldEvent } from '../../simulator/index.ts';
import { isConnectionEvent, isGuestEvent, isMigrationEvent, isServiceEvent, type ConnectionEvent, type GuestEvent, type ServiceEvent, type TimedMigrationEvent, type TimelineEvent } from './timed-event.ts';
import type { TimelineStatus } from './timeline.ts';

/** A migration in the list to choose from. */
export interface HistoryEntry {
  readonly id: string;
  /** Counts the migrations of the world, from 1. */
  readonly number: number;
  readonly vm: string;
  /** Absent for a virtual machine. */
  readonly machine?: 'container';
  readonly from: string;
  readonly to: string;
  readonly status: TimelineStatus;
}

/** So long after a migration what happens to connections and to the guest is still put down to it. */
const AFTERMATH: Nanoseconds = seconds(3);

interface MigrationRecord {
  entry: HistoryEntry;
  endedAt: Nanoseconds;
  events: TimelineEvent[];
  /** Details are dropped when there are so many events. */
  thinAt: number;
}

const MANY_EVENTS = 30_000;

/** The latest migrations of a world with their events; the oldest ended ones are forgotten beyond `limit`. */
export class MigrationHistory {
  readonly #limit: number;
  readonly #records = new Map<string, MigrationRecord>();
  #lastSequence = -1;
  #count = 0;
  #thinnings = 0;

  constructor(limit = 20) {
    this.#limit = limit;
  }

  /** Migrations in the order in which they began. */
  get entries(): readonly HistoryEntry[] {
    return [...this.#records.values()].map(({ entry }) => entry);
  }

  /** How often events of a migration were dropped because there were too many: what was read of it then begins anew. */
  get thinnings(): number {
    return this.#thinnings;
  }

  get newest(): HistoryEntry | undefined {
    return this.entries.at(-1);
  }

  /** The events of a migration so far, in order; empty for one that is not known. */
  eventsOf(migration: string): readonly TimelineEvent[] {
    return this.#records.get(migration)?.events ?? [];
  }

  /** Takes events of the trace, those it has seen already aside; returns the new ones that belong to migrations. */
  add(events: readonly WorldEvent[]): readonly TimelineEvent[] {
    const fresh: TimelineEvent[] = [];
    for (const event of events) {
      if (event.sequence <= this.#lastSequence) continue;
      this.#lastSequence = event.sequence;
      if (isMigrationEvent(event)) {
        if (this.#record(event)) fresh.push(event);
      } else if (isServiceEvent(event) && this.#recordService(event)) fresh.push(event);
      else if ((isConnectionEvent(event) || isGuestEvent(event)) && this.#recordMeanwhile(event)) fresh.push(event);
    }
    return fresh;
  }

  /** Forgets everything, for a world that begins anew. */
  clear(): void {
    this.#records.clear();
    this.#lastSequence = -1;
    this.#count = 0;
  }

  #record(event: TimedMigrationEvent): boolean {
    if (event.kind === 'migration.started') this.#open(event);
    const record = this.#records.get(event.migration);
    if (!record) return false;
    this.#append(record, event);
    const status = endedStatus(event);
    if (status) {
      record.entry = { ...record.entry, status };
      record.endedAt = event.time;
    }
    return true;
  }

  #recordMeanwhile(event: ConnectionEvent | GuestEvent): boolean {
    const record = [...this.#records.values()].findLast(({ entry }) => entry.machine === undefined && entry.vm === event.vm);
    if (record === undefined || event.time > record.endedAt + AFTERMATH) return false;
    this.#append(record, event);
    return true;
  }

  /** What clients see belongs to the latest migration of their VM. */
  #recordService(event: ServiceEvent): boolean {
    const record = [...this.#records.values()].findLast(({ entry }) => entry.machine === undefined && entry.vm === event.vm);
    if (record) this.#append(record, event);
    return record !== undefined;
  }

  #append(record: MigrationRecord, event: TimelineEvent): void {
    record.events.push(event);
    if (record.events.length < record.thinAt) return;
    record.events = [...thinned(record.events)];
    record.thinAt = Math.max(MANY_EVENTS, 2 * record.events.length);
    this.#thinnings += 1;
  }

  #open({ migration, vm, machine, from, to }: Extract<TimedMigrationEvent, { kind: 'migration.started' }>): void {
    this.#count += 1;
    const entry: HistoryEntry = { id: migration, number: this.#count, vm, ...(machine && { machine }), from, to, status: 'active' };
    this.#records.set(migration, { entry, endedAt: Number.POSITIVE_INFINITY, events: [], thinAt: MANY_EVENTS });
    const ended = this.entries.filter(({ status }) => status !== 'active');
    const tooMany = this.#records.size - this.#limit;
    for (const { id } of ended.slice(0, Math.max(0, tooMany))) this.#records.delete(id);
  }
}

function endedStatus(event: TimedMigrationEvent): TimelineStatus | null {
  switch (event.kind) {
    case 'migration.completed':
      return 'completed';
    case 'migration.cancelled':
      return 'cancelled';
    case 'migration.failed':
      return 'failed';
    default:
      return null;
  }
}

/** The migration as a line to choose: "2. web: alpha → beta". */
export function entryTitle({ number, vm, from, to }: HistoryEntry): string {
  return `${number}. ${vm}: ${from} → ${to}`;
}
