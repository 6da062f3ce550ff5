import { toTenth } from '../pixels.ts';

type Attributes = Readonly<Record<string, string | number>>;

/** An element of SVG as text; what is in it is markup already. */
export function element(name: string, attributes: Attributes, ...inside: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(shown(value))}"`);
  return inside.length === 0 ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${inside.join('')}</${name}>`;
}

/** An element of SVG that has text in it. */
export function textElement(name: string, attributes: Attributes, text: string): string {
  return element(name, attributes, escaped(text));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function shown(value: string | number): string {
  return typeof value === 'number' ? String(toTenth(value)) : value;
}

/** A text in lines of at most so many characters, broken between words. */
export function lines(text: string, characters: number): string[] {
  const found: string[] = [];
  for (const word of text.split(' ')) {
    const last = found.at(-1);
    if (last !== undefined && last.length + word.length < characters) found[found.length - 1] = `${last} ${word}`;
    else found.push(word);
  }
  return found;
}
