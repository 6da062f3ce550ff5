import type { FromGuide, GuideSavedState } from '../../src/protocol/guide.ts';

interface EditorApi {
  postMessage(message: FromGuide): void;
  setState(state: GuideSavedState): void;
}

declare function acquireVsCodeApi(): EditorApi;

/** The extension, as the page sees it. */
export class Host {
  readonly #editor = acquireVsCodeApi();

  send(message: FromGuide): void {
    this.#editor.postMessage(message);
  }

  /** Kept by the editor while the page is hidden or the window is reloaded. */
  keep(state: GuideSavedState): void {
    this.#editor.setState(state);
  }
}
