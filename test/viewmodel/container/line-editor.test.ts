import { expect, test } from 'vitest';
import { EMPTY_LINE, type KeyResult, type LineState, pressKey } from '../../../src/viewmodel/container/line-editor.ts';
import fc from '../../helpers/property.ts';

const WORDS = ['mkdir', 'mount', 'mountpoint', 'ls'];
const UP = '\u001b[A';
const DOWN = '\u001b[B';
const LEFT = '\u001b[D';

function press(keys: readonly string[], state: LineState = EMPTY_LINE): KeyResult {
  return keys.reduce<KeyResult>((result, key) => pressKey(result.state, key, WORDS), { state, echo: '' });
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
  expect(press(['m', 'k', '\t']).state.text).toBe('mkdir ');
  expect(press(['m', 'o', '\t']).state.text).toBe('mount');
  expect(press(['x', '\t']).state.text).toBe('x');
});

test('Ctrl-C gives the line up, Ctrl-D ends an empty one only, Ctrl-L clears', () => {
  expect(press(['a', '\u0003'])).toMatchObject({ state: { text: '' }, echo: '^C\r\n', done: { kind: 'interrupt' } });
  expect(press(['\u0004']).done).toEqual({ kind: 'end' });
  expect(press(['a', '\u0004']).done).toBeUndefined();
  expect(press(['\u000c']).done).toEqual({ kind: 'clear' });
});

test('what a terminal shows is the line, whatever keys are pressed', () => {
  const keys = fc.array(fc.constantFrom('a', 'b', ' ', LEFT, '\u001b[C', '\u001b[H', '\u001b[F', '\u007f', '\u001b[3~', UP, DOWN, '\t', '\u0015'), { maxLength: 40 });
  fc.assert(
    fc.property(keys, (pressed) => {
      let state: LineState = { ...EMPTY_LINE, history: ['ls -l', 'id'], place: 2 };
      let screen = { text: '', cursor: 0 };
      for (const key of pressed) {
        const result = pressKey(state, key, WORDS);
        state = result.state;
        screen = show(screen, result.echo);
        expect(screen).toEqual({ text: state.text, cursor: state.cursor });
      }
    }),
  );
});

/** A terminal of one line that knows how to move left and right and to erase to the end. */
function show(screen: { text: string; cursor: number }, echo: string): { text: string; cursor: number } {
  let { text, cursor } = screen;
  // eslint-disable-next-line no-control-regex
  for (const piece of echo.match(/\u001b\[[A-Z]|[\s\S]/g) ?? []) {
    if (piece === LEFT) cursor--;
    else if (piece === '\u001b[C') cursor++;
    else if (piece === '\u001b[K') text = text.slice(0, cursor);
    else {
      text = text.slice(0, cursor) + piece + text.slice(cursor + 1);
      cursor++;
    }
  }
  return { text, cursor };
}
