import { expect, test } from 'vitest';
import { completeWith, EMPTY_LINE, type KeyResult, type LineState, pressKey } from '../../../src/viewmodel/container/line-editor.ts';
import { columnsOf, placeAfter, type TerminalLayout, widthOf } from '../../../src/viewmodel/container/terminal-layout.ts';
import fc from '../../helpers/property.ts';

const WORDS = ['mkdir', 'mount', 'mountpoint', 'ls', 'bin/tool/'];
const LAYOUT: TerminalLayout = { columns: 80, indent: 7 };
const UP = '\u001b[A';
const DOWN = '\u001b[B';
const LEFT = '\u001b[D';

function press(keys: readonly string[], state: LineState = EMPTY_LINE): KeyResult {
  return keys.reduce<KeyResult>((result, key) => pressKey(result.state, key, LAYOUT), { state, echo: '' });
}

test('letters go in where the cursor stands, Backspace takes the one before it', () => {
  expect(press(['a', 'c', LEFT, 'b']).state).toMatchObject({ text: 'abc', cursor: 2 });
  expect(press(['a', 'b', 'c', LEFT, '\u007f']).state).toMatchObject({ text: 'ac', cursor: 1 });
  expect(press(['\u007f']).state).toEqual(EMPTY_LINE);
});

test('Enter hands the line on and remembers it once', () => {
  const first = press(['l', 's', '\r']);
  expect(first.done).toEqual({ kind: 'line', text: 'ls' });
  const second = press(['l', 's', '\r', 'i', 'd', '\r'], first.state);
  expect(second.state.history).toEqual(['ls', 'id']);
  expect(press([UP], second.state).state.text).toBe('id');
  expect(press([UP, UP], second.state).state.text).toBe('ls');
  expect(press([UP, UP, UP, DOWN], second.state).state.text).toBe('id');
  expect(press([UP, DOWN], second.state).state.text).toBe('');
});

test('Tab completes a word as far as it is clear', () => {
  const completed = (typed: string): string => {
    const { state, done } = press([...typed, '\t']);
    if (done?.kind !== 'complete') throw new Error('Nothing to complete.');
    return completeWith(state, done.word, WORDS, LAYOUT).state.text;
  };
  expect(completed('mk')).toBe('mkdir ');
  expect(completed('mo')).toBe('mount');
  expect(completed('x')).toBe('x');
  expect(completed('cat bin/t')).toBe('cat bin/tool/');
});

test('a word is a command at the beginning and after | ; &, else a path', () => {
  const done = (typed: string) => press([...typed, '\t']).done;
  expect(done('l')).toEqual({ kind: 'complete', word: 'l', isCommand: true });
  expect(done('ls /e')).toEqual({ kind: 'complete', word: '/e', isCommand: false });
  expect(done('ls | w')).toEqual({ kind: 'complete', word: 'w', isCommand: true });
  expect(done('ls ')).toEqual({ kind: 'complete', word: '', isCommand: false });
});

test('Ctrl-W takes the word before the cursor, Ctrl-K what is behind it, Ctrl-U what is before', () => {
  expect(press([...'echo one  ', '\u0017']).state.text).toBe('echo ');
  expect(press([...'abc', LEFT, '\u000b']).state.text).toBe('ab');
  expect(press([...'abc', LEFT, '\u0015']).state).toMatchObject({ text: 'c', cursor: 0 });
});

test('a letter of two halves, or with a mark on it, is one', () => {
  expect(press(['a', '😀', '\u007f']).state.text).toBe('a');
  expect(press(['e', '\u0301', LEFT]).state.cursor).toBe(0);
  expect([widthOf('a'), widthOf('日'), widthOf('\u0301'), columnsOf('日本x')]).toEqual([1, 2, 0, 5]);
});

test('Ctrl-C gives the line up, Ctrl-D ends an empty one only, Ctrl-L clears', () => {
  expect(press(['a', '\u0003'])).toMatchObject({ state: { text: '' }, echo: '^C\r\n', done: { kind: 'interrupt' } });
  expect(press(['\u0004']).done).toEqual({ kind: 'end' });
  expect(press(['a', '\u0004']).done).toBeUndefined();
  expect(press(['\u000c']).done).toEqual({ kind: 'clear' });
});

test('Ctrl-Z and Ctrl-\\ are handed on as signals, and the line is gone', () => {
  expect(press(['a', '\u001a'])).toEqual({ state: EMPTY_LINE, echo: '^Z\r\n', done: { kind: 'signal', key: '\u001a' } });
  expect(press(['\u001c'])).toEqual({ state: EMPTY_LINE, echo: '^\\\r\n', done: { kind: 'signal', key: '\u001c' } });
});

test('Ctrl-R finds the last line with what is typed, and again the one before', () => {
  const state: LineState = { ...EMPTY_LINE, history: ['sleep 1', 'ls /tmp', 'sleep 2', 'id'], place: 4 };
  const find = '\u0012';
  expect(press(['s', 'l', find], state).state).toMatchObject({ text: 'sleep 2', cursor: 7 });
  expect(press(['s', 'l', find, find], state).state.text).toBe('sleep 1');
  expect(press(['s', 'l', find, find, find], state).state.text).toBe('sleep 1');
  expect(press(['s', 'l', find, UP], state).state.text).toBe('ls /tmp');
  expect(press(['s', 'l', find, 'x', find], state).state.text).toBe('sleep 2x');
  expect(press([find], state).state.text).toBe('');
});

test('words are gone over with Alt-B and Alt-F or Ctrl and an arrow, keys that mean nothing do nothing', () => {
  const state: LineState = { ...EMPTY_LINE, text: 'echo one two', cursor: 12 };
  expect(press(['\u001bb'], state).state.cursor).toBe(9);
  expect(press(['\u001bb', '\u001b[1;5D', '\u001bf'], state).state.cursor).toBe(8);
  expect(press(['\u0001', '\u001b[1;5C'], state).state.cursor).toBe(4);
  expect(press(['\u001bx', '\u001b[5~'], state)).toEqual({ state, echo: '' });
});

test('what a terminal shows is the line, whatever keys are pressed, however narrow it is', () => {
  const keys = fc.array(fc.constantFrom('a', 'b', ' ', '日', '😀', LEFT, '\u001b[C', '\u001b[H', '\u001b[F', '\u001bb', '\u001bf', '\u0012', '\u007f', '\u001b[3~', UP, DOWN, '\u0015', '\u000b', '\u0017'), { maxLength: 40 });
  const layouts = fc.record({ columns: fc.integer({ min: 2, max: 12 }), indent: fc.nat(11) }).map(({ columns, indent }) => ({ columns, indent: indent % columns }));
  fc.assert(
    fc.property(keys, layouts, (pressed, layout) => {
      let state: LineState = { ...EMPTY_LINE, history: ['ls -l /a/long/path', 'id'], place: 2 };
      const screen = new Screen(layout);
      for (const key of pressed) {
        const result = pressKey(state, key, layout);
        state = result.state;
        screen.print(result.echo);
        expect(screen.shown()).toBe(expectedRows(state.text, layout));
        expect({ row: screen.row, column: screen.column }).toEqual(placeAfter(state.text.slice(0, state.cursor), layout));
      }
    }),
  );
});

/** The rows that a text fills, without blanks at their ends. */
function expectedRows(text: string, layout: TerminalLayout): string {
  const screen = new Screen(layout);
  screen.print(text);
  return screen.shown();
}

/** A terminal with rows that wrap, as xterm has them: letters, \r, and the sequences for moving and erasing. */
class Screen {
  row = 0;
  column: number;
  readonly #columns: number;
  readonly #rows: string[][] = [];

  constructor({ columns, indent }: TerminalLayout) {
    this.#columns = columns;
    this.column = indent;
  }

  print(text: string): void {
    // eslint-disable-next-line no-control-regex
    for (const piece of text.match(/\u001b\[\d*[A-Z]|[\s\S]/gu) ?? []) {
      const count = Number(/\d+/.exec(piece)?.[0] ?? 1);
      if (piece === '\r') this.column = 0;
      else if (piece.endsWith('A') && piece.length > 1) this.row -= count;
      else if (piece.endsWith('B') && piece.length > 1) this.row += count;
      else if (piece.endsWith('C') && piece.length > 1) this.column += count;
      else if (piece === '\u001b[J') {
        this.#rows.length = Math.min(this.#rows.length, this.row + 1);
        this.#rows[this.row]?.splice(this.column);
      } else this.#put(piece);
    }
  }

  #put(letter: string): void {
    const width = widthOf(letter);
    if (this.column + width > this.#columns) [this.row, this.column] = [this.row + 1, 0];
    const row = (this.#rows[this.row] ??= []);
    while (row.length < this.column) row.push(' ');
    row.splice(this.column, width, letter, ...new Array<string>(width - 1).fill(''));
    this.column += width;
  }

  shown(): string {
    return Array.from(this.#rows, (row) => (row as string[] | undefined)?.join('').trimEnd() ?? '').join('\n').trimEnd();
  }
}
