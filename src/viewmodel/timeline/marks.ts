import type { Nanoseconds } from '../../simulator/index.ts';
import { firstIndex } from './first-index.ts';
import type { Note, NoteKind } from './narrator.ts';
import type { Viewport } from './viewport.ts';

/** Notes so close to one another that they share a mark in the picture. */
export interface Mark {
  readonly time: Nanoseconds;
  /** The weightiest of them. */
  readonly kind: NoteKind;
  readonly notes: readonly Note[];
}

/** From the lightest to the weightiest; what comes first hides behind what comes later. */
const weights: readonly NoteKind[] = ['phase', 'round', 'sync', 'throttled', 'paused', 'running', 'announced', 'connection', 'guest', 'outage', 'switch-over', 'interrupted', 'completed', 'stopped'];

/** The decisions and turning points in sight; phases and rounds have lanes of their own. */
export function marksIn(notes: readonly Note[], view: Viewport, narrowest: Nanoseconds): Mark[] {
  const marks: { time: Nanoseconds; kind: NoteKind; notes: Note[] }[] = [];
  const first = firstIndex(notes.length, (index) => (notes[index]?.time ?? view.from) >= view.from);
  for (let index = first; index < notes.length; index += 1) {
    const note = notes[index];
    if (!note || note.time > view.to) break;
    if (note.kind === 'phase' || note.kind === 'round') continue;
    const last = marks.at(-1);
    if (last && note.time - last.time < narrowest) {
      last.notes.push(note);
      if (weights.indexOf(note.kind) > weights.indexOf(last.kind)) last.kind = note.kind;
    } else marks.push({ time: note.time, kind: note.kind, notes: [note] });
  }
  return marks;
}

/** What a mark stands for, in at most four sentences. */
export function markInWords({ notes }: Mark): string {
  const shown = notes.length > 4 ? notes.slice(-3) : notes;
  const more = notes.length - shown.length;
  const sentences = shown.map(({ sentence }) => sentence).join('\n');
  return more > 0 ? `${more} decisions before, then:\n${sentences}` : sentences;
}
