import { moveCursor, placeAfter, type TerminalLayout, widthOf } from './terminal-layout.ts';

/** A line being typed, with the ones before it. */
export interface LineState {
  readonly text: string;
  /** Where the cursor stands: a place in the text. */
  readonly cursor: number;
  readonly history: readonly string[];
  /** Place in the history that is shown; its length stands for the new line. */
  readonly place: number;
  /** What Ctrl-R looks for in the history, as long as it is pressed again and again. */
  readonly search?: string;
}

/** A terminal in which nothing was typed yet. */
export const EMPTY_LINE: LineState = { text: '', cursor: 0, history: [], place: 0 };

/** What came of a key: the next state, what to show, and what the terminal is to do. */
export interface KeyResult {
  readonly state: LineState;
  readonly echo: string;
  readonly done?:
    | { readonly kind: 'line'; readonly text: string }
    | { readonly kind: 'interrupt' | 'end' | 'clear' }
    /** A key that the terminal turns into a signal: Ctrl-Z stops, Ctrl-\ ends. */
    | { readonly kind: 'signal'; readonly key: string }
    /** The word before the cursor is to be completed: a command where it is the first of one. */
    | { readonly kind: 'complete'; readonly word: string; readonly isCommand: boolean };
}

/** One key of a terminal: letters, Enter, Backspace, arrows, Home, End, Tab, Ctrl with a letter, Alt-B and Alt-F. */
export function pressKey(before: LineState, key: string, layout: TerminalLayout): KeyResult {
  if (key === '\u0012') return searchBack(before, layout);
  const { text, cursor, history, place } = before;
  return pressed({ text, cursor, history, place }, key, layout);
}

function pressed(state: LineState, key: string, layout: TerminalLayout): KeyResult {
  const { text, cursor, history } = state;
  const before = text.slice(0, cursor);
  const after = text.slice(cursor);
  switch (key) {
    case '\r':
      return { state: { text: '', cursor: 0, ...remember(history, text) }, echo: `${toEnd(state, layout)}\r\n`, done: { kind: 'line', text } };
    case '\u0003':
      return { state: { ...state, text: '', cursor: 0, place: history.length }, echo: `${toEnd(state, layout)}^C\r\n`, done: { kind: 'interrupt' } };
    case '\u001a':
    case '\u001c':
      return { state: { ...state, text: '', cursor: 0, place: history.length }, echo: `${toEnd(state, layout)}${key === '\u001a' ? '^Z' : '^\\'}\r\n`, done: { kind: 'signal', key } };
    case '\u0004':
      return text === '' ? { state, echo: '', done: { kind: 'end' } } : edit(state, cursor, before + after.slice(lengthOfFirst(after)), layout);
    case '\u000c':
      return { state, echo: '', done: { kind: 'clear' } };
    case '\u0015':
      return edit(state, 0, after, layout);
    case '\u000b':
      return edit(state, cursor, before, layout);
    case '\u0017': {
      const kept = before.replace(/\S+\s*$/, '');
      return edit(state, kept.length, kept + after, layout);
    }
    case '\u007f':
    case '\b': {
      const kept = before.slice(0, startOfLast(before));
      return kept === before ? { state, echo: '' } : edit(state, kept.length, kept + after, layout);
    }
    case '\u001b[3~':
      return edit(state, cursor, before + after.slice(lengthOfFirst(after)), layout);
    case '\u001b[A':
    case '\u001bOA':
    case '\u0010':
      return recall(state, state.place - 1, layout);
    case '\u001b[B':
    case '\u001bOB':
    case '\u000e':
      return recall(state, state.place + 1, layout);
    case '\u001b[D':
    case '\u001bOD':
    case '\u0002':
      return moveTo(state, startOfLast(before), layout);
    case '\u001b[C':
    case '\u001bOC':
    case '\u0006':
      return moveTo(state, cursor + lengthOfFirst(after), layout);
    case '\u001b[1;5D':
    case '\u001bb':
      return moveTo(state, before.replace(/\S+\s*$/, '').length, layout);
    case '\u001b[1;5C':
    case '\u001bf':
      return moveTo(state, cursor + (/^\s*\S*/.exec(after)?.[0].length ?? 0), layout);
    case '\u001b[H':
    case '\u001bOH':
    case '\u001b[1~':
    case '\u0001':
      return moveTo(state, 0, layout);
    case '\u001b[F':
    case '\u001bOF':
    case '\u001b[4~':
    case '\u0005':
      return moveTo(state, text.length, layout);
    case '\t':
      return { state, echo: '', done: wordBefore(before) };
    default:
      if (key < ' ') return { state, echo: '' };
      return edit(state, cursor + key.length, before + key + after, layout);
  }
}

function remember(history: readonly string[], text: string): Pick<LineState, 'history' | 'place'> {
  const kept = text.trim() === '' || history.at(-1) === text ? history : [...history, text].slice(-200);
  return { history: kept, place: kept.length };
}

/** Where the last letter of a text begins, with the marks on it. */
function startOfLast(text: string): number {
  const letters = [...text];
  let start = text.length;
  for (let letter = letters.pop(); letter !== undefined; letter = letters.pop()) {
    start -= letter.length;
    if (widthOf(letter) > 0) break;
  }
  return start;
}

function lengthOfFirst(text: string): number {
  const [first = '', ...rest] = text;
  const marks = rest.findIndex((letter) => widthOf(letter) > 0);
  return [first, ...rest.slice(0, marks < 0 ? rest.length : marks)].join('').length;
}

/** The whole line, shown from where it begins, with the cursor in its place. */
export function drawLine({ text, cursor }: LineState, layout: TerminalLayout): string {
  const end = placeAfter(text, layout);
  const there = placeAfter(text.slice(0, cursor), layout);
  // At the end of a row a terminal waits for the next letter: a blank takes the cursor to the next row.
  const over = end.column === 0 && text !== '' ? ' \r' : '';
  return `\u001b[J${text}${over}${cursor === text.length ? '' : moveCursor(end, there)}`;
}

/** Draws the line anew from where it begins. */
function edit(state: LineState, cursor: number, text: string, layout: TerminalLayout): KeyResult {
  const next: LineState = { ...state, text, cursor };
  const isAddedAtEnd = state.cursor === state.text.length && cursor === text.length && text.startsWith(state.text);
  if (isAddedAtEnd) return { state: next, echo: text.slice(state.text.length) + (placeAfter(text, layout).column === 0 && text !== '' ? ' \r' : '') };
  return { state: next, echo: toStart(state, layout) + drawLine(next, layout) };
}

/** Takes the cursor to where the line begins. */
export function toStart({ text, cursor }: LineState, layout: TerminalLayout): string {
  return moveCursor(placeAfter(text.slice(0, cursor), layout), { row: 0, column: layout.indent });
}

function toEnd({ text, cursor }: LineState, layout: TerminalLayout): string {
  return cursor === text.length ? '' : moveCursor(placeAfter(text.slice(0, cursor), layout), placeAfter(text, layout));
}

function moveTo(state: LineState, cursor: number, layout: TerminalLayout): KeyResult {
  if (cursor === state.cursor) return { state, echo: '' };
  const [from, to] = [state.cursor, cursor].map((place) => placeAfter(state.text.slice(0, place), layout));
  return { state: { ...state, cursor }, echo: from !== undefined && to !== undefined ? moveCursor(from, to) : '' };
}

function recall(state: LineState, place: number, layout: TerminalLayout): KeyResult {
  if (place < 0 || place > state.history.length) return { state, echo: '' };
  const text = state.history[place] ?? '';
  const shown = edit(state, text.length, text, layout);
  return { ...shown, state: { ...shown.state, place } };
}

/** The last line with what was typed in it, and with the same key the one before. */
function searchBack(state: LineState, layout: TerminalLayout): KeyResult {
  const search = state.search ?? state.text;
  const place = state.history.findLastIndex((line, index) => (state.search === undefined || index < state.place) && line.includes(search) && line !== state.text);
  if (search === '' || place < 0) return { state: { ...state, search }, echo: '' };
  const found = recall(state, place, layout);
  return { ...found, state: { ...found.state, search } };
}

function wordBefore(before: string): NonNullable<KeyResult['done']> {
  const word = /[^\s|;&<>]*$/.exec(before)?.[0] ?? '';
  const ahead = before.slice(0, before.length - word.length);
  return { kind: 'complete', word, isCommand: /(^|[|;&])\s*$/.test(ahead) };
}

/** Puts in what all candidates for a word have in common; one that is a directory ends in a slash. */
export function completeWith(state: LineState, word: string, candidates: readonly string[], layout: TerminalLayout): KeyResult {
  const found = candidates.filter((candidate) => candidate.startsWith(word));
  const [only] = found;
  if (only === undefined) return { state, echo: '' };
  const common = found.reduce((shared, candidate) => {
    let length = 0;
    while (length < shared.length && shared[length] === candidate[length]) length++;
    return shared.slice(0, length);
  }, only);
  const added = common.slice(word.length) + (found.length === 1 && !common.endsWith('/') ? ' ' : '');
  return edit(state, state.cursor + added.length, state.text.slice(0, state.cursor) + added + state.text.slice(state.cursor), layout);
}
