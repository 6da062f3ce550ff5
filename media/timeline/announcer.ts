import type { NoteKind } from '../../src/viewmodel/timeline/narrator.ts';
import type { Timeline } from '../../src/viewmodel/timeline/timeline.ts';
import { html, setText } from './dom.ts';

/** Changes worth interrupting for. */
const worthSaying: readonly NoteKind[] = ['round', 'switch-over', 'running', 'completed', 'stopped'];
/** Real milliseconds between two announcements, so that speech keeps up. */
const leastPause = 1500;

/** Reads new rounds and the end out, politely, the latest at a time. */
export class Announcer {
  readonly element = html('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
  #heard: Timeline | undefined;
  #notes = 0;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #next = '';

  /** Listens to a timeline; what had happened before it was first seen is not read out. */
  hear(timeline: Timeline): void {
    if (this.#heard !== timeline) {
      this.#heard = timeline;
      if (timeline.notes.length > 2) this.#notes = timeline.notes.length;
      else this.#notes = 0;
    }
    const latest = timeline.notes.slice(this.#notes).findLast(({ kind }) => worthSaying.includes(kind));
    this.#notes = timeline.notes.length;
    if (latest) this.#say(latest.sentence);
  }

  #say(sentence: string): void {
    this.#next = sentence;
    if (this.#waiting !== undefined) return;
    setText(this.element, this.#next);
    this.#waiting = setTimeout(() => {
      this.#waiting = undefined;
      if (this.element.textContent !== this.#next) this.#say(this.#next);
    }, leastPause);
  }
}
