import type { TimelineMessage } from '../../protocol/timeline.ts';
import type { MigrationHistory } from '../../viewmodel/timeline/history.ts';

/** Events in one message: few enough that neither side stands still over them. */
const EVENTS_A_MESSAGE = 4_000;

/** Sends the events of one migration to a page, each once and in order, as fast as the page takes them. */
export class TimelineFeed {
  readonly #history: MigrationHistory;
  readonly #post: (message: TimelineMessage) => Thenable<boolean>;
  #migration: string | null = null;
  #sent = 0;
  #pumping = false;

  constructor(history: MigrationHistory, post: (message: TimelineMessage) => Thenable<boolean>) {
    this.#history = history;
    this.#post = post;
  }

  /** Begins with the first event of a migration; null sends nothing more. */
  begin(migration: string | null): void {
    this.#migration = migration;
    this.#sent = 0;
    this.send();
  }

  /** Sends what has not been sent yet. */
  send(): void {
    if (!this.#pumping) void this.#pump();
  }

  async #pump(): Promise<void> {
    this.#pumping = true;
    try {
      for (let message = this.#next(); message; message = this.#next()) await this.#post(message);
    } finally {
      this.#pumping = false;
    }
  }

  #next(): TimelineMessage | null {
    if (this.#migration === null) return null;
    const index = this.#sent;
    const events = this.#history.eventsOf(this.#migration).slice(index, index + EVENTS_A_MESSAGE);
    if (events.length === 0) return null;
    this.#sent += events.length;
    return { kind: 'events', migration: this.#migration, index, events };
  }
}
