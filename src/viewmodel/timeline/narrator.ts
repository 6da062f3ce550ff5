import type { Nanoseconds } from '../../simulator/index.ts';
import { sentenceOf, type Story } from './sentences.ts';
import { announcementSentence, waitSentence } from './service-words.ts';
import type { TimedMigrationEvent } from './timed-event.ts';

/** What a note is about; each kind has a mark of its own. */
export type NoteKind = 'phase' | 'round' | 'sync' | 'switch-over' | 'throttled' | 'interrupted' | 'paused' | 'running' | 'announced' | 'outage' | 'connection' | 'guest' | 'completed' | 'stopped';

/** An entry of the log. */
export interface Note {
  /** Place in the log, from 0. */
  readonly index: number;
  /** Since the migration began. */
  readonly time: Nanoseconds;
  readonly kind: NoteKind;
  readonly sentence: string;
}

/** Tells a migration in sentences. Progress, and looks that only go on with a round, are left out: there are thousands. */
export class Narrator {
  readonly #notes: Note[] = [];

  get notes(): readonly Note[] {
    return this.#notes;
  }

  hear(event: TimedMigrationEvent, time: Nanoseconds, story: Story): void {
    const kind = kindOf(event);
    if (kind) this.#note(time, kind, sentenceOf(event, story));
  }

  hearAnnouncement(time: Nanoseconds, host: string, story: Story): void {
    this.#note(time, 'announced', announcementSentence(host, story));
  }

  /** Something happened to a connection. */
  hearConnection(time: Nanoseconds, sentence: string): void {
    this.#note(time, 'connection', sentence);
  }

  /** The guest was broken, or found out that it is. */
  hearGuest(time: Nanoseconds, sentence: string): void {
    this.#note(time, 'guest', sentence);
  }

  /** Clients have answers again. */
  hearOutage(time: Nanoseconds, longestLatency: Nanoseconds): void {
    this.#note(time, 'outage', waitSentence(longestLatency));
  }

  #note(time: Nanoseconds, kind: NoteKind, sentence: string): void {
    this.#notes.push({ index: this.#notes.length, time, kind, sentence });
  }
}

function kindOf(event: TimedMigrationEvent): NoteKind | null {
  switch (event.kind) {
    case 'migration.started':
    case 'migration.phase':
      return 'phase';
    case 'migration.round':
      return 'round';
    case 'migration.decision':
      return event.verdict === 'send' ? null : event.verdict;
    case 'migration.mirror':
      return event.stage === 'copy' ? null : 'phase';
    case 'migration.channels-in-step':
    case 'migration.progress':
    case 'migration.page-fault':
    case 'migration.page-arrived':
      return null;
    case 'migration.throttled':
    case 'migration.dirty-limited':
      return 'throttled';
    case 'migration.source-paused':
      return 'paused';
    case 'migration.destination-running':
    case 'migration.postcopy-recovered':
      return 'running';
    case 'migration.postcopy-paused':
      return 'interrupted';
    case 'migration.completed':
      return 'completed';
    case 'migration.cancelled':
    case 'migration.failed':
      return 'stopped';
  }
}
