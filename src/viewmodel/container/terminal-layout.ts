/** Where a line being typed stands in a terminal. */
export interface TerminalLayout {
  /** How many columns a row has. */
  readonly columns: number;
  /** The column that the line begins in, after the prompt. */
  readonly indent: number;
}

/** A cell of a terminal; the line begins in row 0. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** Where the cursor stands after a text, in rows below the one that it begins in; a full row goes on in the next. */
export function placeAfter(text: string, { columns, indent }: TerminalLayout): Place {
  let [row, column] = [0, indent];
  for (const letter of text) {
    const width = widthOf(letter);
    // A wide letter is not cut in two.
    if (column + width > columns) [row, column] = [row + 1, 0];
    column += width;
  }
  return column >= columns ? { row: row + 1, column: 0 } : { row, column };
}

/** Columns of a text that stands in one row. */
export function columnsOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + widthOf(letter), 0);
}

/** Columns of a letter: none for marks on the one before, two for East Asian wide ones and pictures (Unicode, UAX #11). */
export function widthOf(letter: string): 0 | 1 | 2 {
  if (/^(?:\p{Mn}|\p{Me}|[\u200b-\u200f])$/u.test(letter)) return 0;
  const code = letter.codePointAt(0) ?? 0;
  const isWide = WIDE.some(([first, last]) => code >= first && code <= last);
  return isWide ? 2 : 1;
}

const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f], [0x2e80, 0x303e], [0x3041, 0xa4cf], [0xac00, 0xd7a3], [0xf900, 0xfaff], [0xfe30, 0xfe6f], [0xff00, 0xff60], [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f], [0x1f680, 0x1f6ff], [0x1f900, 0x1f9ff], [0x2_0000, 0x3_fffd],
];

/** Moves the cursor from one place to another. */
export function moveCursor(from: Place, to: Place): string {
  const rows = to.row - from.row;
  const vertical = rows === 0 ? '' : `\u001b[${Math.abs(rows)}${rows < 0 ? 'A' : 'B'}`;
  return `${vertical}\r${to.column === 0 ? '' : `\u001b[${to.column}C`}`;
}
