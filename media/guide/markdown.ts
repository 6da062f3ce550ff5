import MarkdownIt from 'markdown-it';
import { linkTarget, picturePath } from '../../src/viewmodel/labs/links.ts';
import { element } from './element.ts';

/** Where relative pictures are found, while one text is rendered. */
interface Surroundings {
  readonly pictureBase: string;
}

const renderer = makeRenderer();

/** A step's text, with HTML in it shown as text, and only the links and pictures that are allowed. */
export function markdown(text: string, pictureBase: string): HTMLElement {
  const surroundings: Surroundings = { pictureBase };
  const body = element('div', { class: 'text' });
  body.innerHTML = renderer.render(text, { ...surroundings });
  for (const table of body.querySelectorAll('table')) {
    const frame = element('div', { class: 'scrolls', tabindex: '0', role: 'region', 'aria-label': 'Table' });
    table.replaceWith(frame);
    frame.append(table);
  }
  return body;
}

function makeRenderer() {
  const markdownIt = new MarkdownIt({ html: false, linkify: false, typographer: false });
  const plainValidation = markdownIt.validateLink.bind(markdownIt);
  markdownIt.validateLink = (address) =>
    plainValidation(address) && (linkTarget(address) !== null || picturePath(address) !== null);
  const plainImage = markdownIt.renderer.rules['image'];
  markdownIt.renderer.rules['image'] = (tokens, index, options, env, self) => {
    const token = tokens[index];
    const path = picturePath(String(token?.attrGet('src') ?? ''));
    if (!token || !plainImage || path === null) return '';
    const base: unknown = env?.['pictureBase'];
    token.attrSet('src', `${typeof base === 'string' ? base : ''}${path}`);
    return plainImage(tokens, index, options, env, self);
  };
  return markdownIt;
}
