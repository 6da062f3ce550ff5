import { element, lines, textElement } from './markup.ts';
import { PAGE } from './print-page.ts';
import { svgDocument, type SvgPicture } from './svg-document.ts';

/** A table beneath a picture. */
export interface SheetTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What is printed: a title, what there is to see, a picture of this height, and tables. */
export interface Sheet {
  readonly title: string;
  readonly words: string;
  /** Draws the picture from this height on. */
  readonly draw: (top: number) => string;
  readonly pictureHeight: number;
  readonly tables: readonly SheetTable[];
}

const rowHeight = 20;

/** A sheet as a picture that needs nothing else: it has its own colours, for paper, and its own styles. */
export function printSheet({ title, words, draw, pictureHeight, tables }: Sheet): SvgPicture {
  const said = lines(words, 145);
  const pictureTop = PAGE.margin + 40 + said.length * 17;
  const printed: string[] = [];
  let top = pictureTop + pictureHeight + 34;
  for (const table of tables.filter(({ rows }) => rows.length > 0)) {
    printed.push(printTable(table, top));
    top += (table.rows.length + 3) * rowHeight;
  }
  return svgDocument({
    title, description: words, style, width: PAGE.width, height: top,
    body: [
      textElement('text', { class: 'title', x: PAGE.margin, y: PAGE.margin + 18 }, title),
      ...said.map((line, index) => textElement('text', { x: PAGE.margin, y: PAGE.margin + 42 + index * 17 }, line)),
      draw(pictureTop),
      ...printed,
    ],
  });
}

/** Columns are as wide as their longest cell asks for, together as wide as the page. */
function printTable({ caption, columns, rows }: SheetTable, top: number): string {
  const lengths = columns.map((title, column) => 2 + Math.max(title.length, ...rows.map((cells) => cells[column]?.length ?? 0)));
  const all = lengths.reduce((sum, length) => sum + length, 0);
  const x = (column: number) => PAGE.margin + (lengths.slice(0, column).reduce((sum, length) => sum + length, 0) / all) * (PAGE.right - PAGE.margin);
  const head = columns.map((title, column) => textElement('text', { class: 'muted', x: x(column), y: top + rowHeight }, title));
  const body = rows.map((cells, row) => {
    const y = top + (row + 2) * rowHeight;
    return element('line', { class: 'grid', x1: PAGE.margin, x2: PAGE.right, y1: y - 14, y2: y - 14 }) +
      cells.map((text, column) => textElement('text', { class: 'cell', x: x(column), y }, text)).join('');
  });
  return [textElement('text', { class: 'strong', x: PAGE.margin, y: top }, caption), ...head, ...body].join('\n');
}

const style = `
text { font-family: Arial, Helvetica, 'Liberation Sans', sans-serif; font-size: 12px; fill: #1a1a1a; }
.title { font-size: 18px; font-weight: 600; }
.muted { fill: #555555; }
.cell { font-size: 11px; }
.strong { font-weight: 600; }
.grid { stroke: #dddddd; }
.axis { stroke: #555555; }
.paused { fill: #f6c7c3; stroke: #b3261e; }
.frame { fill: none; stroke: #555555; }
.broken { fill: none; stroke: #b3261e; stroke-dasharray: 3 2; }
.done { fill: #8fb3dc; }
.saved { fill: #b9dcbb; }
.added { fill: none; stroke: #8a5a00; stroke-width: 1.8; }
.fault { stroke: #b3261e; stroke-width: 1.5; }
.bars { fill: none; stroke: #1f5fa8; stroke-width: 2; }
.line { fill: none; stroke: #8a5a00; stroke-width: 1.8; }
.undone { fill: #f3dfae; }
`;
