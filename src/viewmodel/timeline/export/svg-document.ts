import { element, textElement } from './markup.ts';

/** A picture as the text of an SVG file; its size is in pixels. */
export interface SvgPicture {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

/** What a picture is made of: its title, what a screen reader says of it, its styles, and its parts from the lowest up. */
export interface SvgParts {
  readonly title: string;
  readonly description?: string;
  readonly style: string;
  readonly width: number;
  readonly height: number;
  /** Patterns that styles refer to. */
  readonly patterns?: readonly string[];
  readonly body: readonly string[];
}

/** A picture that needs nothing else, on white paper. */
export function svgDocument({ title, description, style, width, height, patterns, body }: SvgParts): SvgPicture {
  const attributes = { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}`, role: 'img' };
  const inside = [
    textElement('title', {}, title),
    ...(description === undefined ? [] : [textElement('desc', {}, description)]),
    element('style', {}, style),
    ...(patterns === undefined ? [] : [element('defs', {}, ...patterns)]),
    element('rect', { width, height, fill: '#ffffff' }),
    ...body,
  ];
  const text = element('svg', attributes, '\n', inside.join('\n'), '\n');
  return { text: `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`, width, height };
}
