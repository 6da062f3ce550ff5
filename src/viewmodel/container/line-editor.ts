/** A line being typed, with the ones before it. */
export interface LineState {
  readonly text: string;
  /** Where the cursor stands, in letters from the left. */
  readonly cursor: number;
  readonly history: readonly string[];
  /** Place in the history that is shown; its length stands for the new line. */
  readonly place: number;
}

export const EMPTY_LINE: LineState = { text: '', cursor: 0, history: [], place: 0 };

/** What came of a key: the next state, what to show, and what the terminal is to do. */
export interface KeyResult {
  readonly state: LineState;
  readonly echo: string;
  readonly done?: { readonly kind: 'line'; readonly text: string } | { readonly kind: 'interrupt' } | { readonly kind: 'end' } | { readonly kind: 'clear' };
}

const LEFT = '\u001b[D';

/** One key of a terminal: letters, Enter, Backspace, arrows, Home, End, Tab, Ctrl-C, Ctrl-D, Ctrl-L, Ctrl-U. */
export function pressKey(state: LineState, key: string, words: readonly string[]): KeyResult {
  const { text, cursor, history } = state;
  switch (key) {
    case '\r':
      return { state: { text: '', cursor: 0, ...remember(history, text) }, echo: '\r\n', done: { kind: 'line', text } };
    case '\u0003':
      return { state: { ...state, text: '', cursor: 0, place: history.length }, echo: '^C\r\n', done: { kind: 'interrupt' } };
    case '\u0004':
      return text === '' ? { state, echo: '', done: { kind: 'end' } } : { state, echo: '' };
    case '\u000c':
      return { state, echo: '', done: { kind: 'clear' } };
    case '\u0015':
      return replaceLine(state, '');
    case '\u007f':
      return cursor === 0 ? { state, echo: '' } : edit(state, cursor - 1, text.slice(0, cursor - 1) + text.slice(cursor));
    case '\u001b[3~':
      return edit(state, cursor, text.slice(0, cursor) + text.slice(cursor + 1));
    case '\u001b[A':
      return recall(state, state.place - 1);
    case '\u001b[B':
      return recall(state, state.place + 1);
    case '\u001b[D':
      return moveTo(state, cursor - 1);
    case '\u001b[C':
      return moveTo(state, cursor + 1);
    case '\u001b[H':
    case '\u0001':
      return moveTo(state, 0);
    case '\u001b[F':
    case '\u0005':
      return moveTo(state, text.length);
    case '\t':
      return complete(state, words);
    default:
      if (key < ' ') return { state, echo: '' };
      return edit(state, cursor + key.length, text.slice(0, cursor) + key + text.slice(cursor));
  }
}

function remember(history: readonly string[], text: string): Pick<LineState, 'history' | 'place'> {
  const kept = text.trim() === '' || history.at(-1) === text ? history : [...history, text].slice(-200);
  return { history: kept, place: kept.length };
}

/** Draws the line anew from where the cursor stands. */
function edit(state: LineState, cursor: number, text: string): KeyResult {
  return { state: { ...state, text, cursor }, echo: `${LEFT.repeat(state.cursor)}\u001b[K${text}${LEFT.repeat(text.length - cursor)}` };
}

function replaceLine(state: LineState, text: string): KeyResult {
  return edit(state, text.length, text);
}

function moveTo(state: LineState, wanted: number): KeyResult {
  const cursor = Math.max(0, Math.min(wanted, state.text.length));
  return { state: { ...state, cursor }, echo: cursor < state.cursor ? LEFT.repeat(state.cursor - cursor) : '\u001b[C'.repeat(cursor - state.cursor) };
}

function recall(state: LineState, place: number): KeyResult {
  if (place < 0 || place > state.history.length) return { state, echo: '' };
  const shown = replaceLine(state, state.history[place] ?? '');
  return { ...shown, state: { ...shown.state, place } };
}

/** Completes the word before the cursor where just one of the known words begins so. */
function complete(state: LineState, words: readonly string[]): KeyResult {
  const before = state.text.slice(0, state.cursor);
  const start = /[^\s|;&<>]*$/.exec(before)?.[0] ?? '';
  const found = words.filter((word) => word.startsWith(start));
  const [only] = found;
  if (start === '' || only === undefined) return { state, echo: '' };
  const common = found.reduce((shared, word) => {
    let length = 0;
    while (length < shared.length && shared[length] === word[length]) length++;
    return shared.slice(0, length);
  }, only);
  const added = common.slice(start.length) + (found.length === 1 ? ' ' : '');
  return edit(state, state.cursor + added.length, before + added + state.text.slice(state.cursor));
}
