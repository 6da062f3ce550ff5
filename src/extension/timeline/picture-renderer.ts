import type { TimelineMessage, TimelineRequest } from '../../protocol/timeline.ts';
import type { SvgPicture } from '../../viewmodel/timeline/export/svg-document.ts';

/** Pixels of the PNG for one of the SVG, on each side: sharp on paper and on fine screens. */
const SCALE = 2;
/** Real milliseconds for which a page may be silent. */
const PATIENCE = 20_000;

/** Has a page draw pictures in pixels: it has the canvas that the extension has not. */
export class PictureRenderer {
  readonly #post: (message: TimelineMessage) => Promise<boolean>;
  readonly #waiting = new Map<number, (png: string | null) => void>();
  #count = 0;

  constructor(post: (message: TimelineMessage) => Promise<boolean>) {
    this.#post = post;
  }

  /** The picture as the bytes of a PNG file; undefined where the page did not draw it. */
  async render({ text, width, height }: SvgPicture): Promise<Uint8Array | undefined> {
    this.#count += 1;
    const id = this.#count;
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<string | null>((resolve) => {
      timer = setTimeout(resolve, PATIENCE, null);
      this.#waiting.set(id, resolve);
    });
    try {
      if (!(await this.#post({ kind: 'render', id, svg: text, width, height, scale: SCALE }))) return undefined;
      const png = await answer;
      return png === null ? undefined : Buffer.from(png, 'base64');
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  /** Takes what the page has drawn. */
  rendered({ id, png }: Extract<TimelineRequest, { kind: 'rendered' }>): void {
    this.#waiting.get(id)?.(png);
  }
}
