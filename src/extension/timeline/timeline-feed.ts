import type { TimelineMessage } from '../../protocol/timeline.ts';
import type { TimelineEvent } from '../../viewmodel/timeline/timed-event.ts';

/** Events in one message: few enough that neither side stands still over them. */
const EVENTS_A_MESSAGE = 4_000;

/** The events of a migration so far, in order. */
type EventSource = (migration: string) => readonly TimelineEvent[];

/** Sends the events of migrations to a page, each once and in order, as fast as the page takes them. */
export class TimelineFeed {
  readonly #eventsOf: EventSource;
  readonly #post: (message: TimelineMessage) => Thenable<boolean>;
  /** How many events of each migration have been sent. */
  #sent = new Map<string, number>();
  #pumping = false;

  constructor(eventsOf: EventSource, post: (message: TimelineMessage) => Thenable<boolean>) {
    this.#eventsOf = eventsOf;
    this.#post = post;
  }

  /** Begins with the first event of each of these migrations, and sends nothing more of others. */
  begin(migrations: readonly string[]): void {
    this.#sent = new Map(migrations.map((migration) => [migration, 0]));
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
    for (const [migration, index] of this.#sent) {
      const events = this.#eventsOf(migration).slice(index, index + EVENTS_A_MESSAGE);
      if (events.length === 0) continue;
      this.#sent.set(migration, index + events.length);
      return { kind: 'events', migration, index, events };
    }
    return null;
  }
}
