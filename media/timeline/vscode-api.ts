import type { TimelineMessage, TimelinePageState, TimelineRequest } from '../../src/protocol/timeline.ts';

declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
};

/** The way to the extension, typed. */
export interface EditorConnection {
  post(request: TimelineRequest): void;
  onMessage(listener: (message: TimelineMessage) => void): void;
  /** What was remembered, so far as it can be understood. */
  readonly remembered: Partial<TimelinePageState>;
  remember(state: TimelinePageState): void;
}

/** Connects to the editor; possible once a page. */
export function connectToEditor(): EditorConnection {
  const editor = acquireVsCodeApi();
  const state = editor.getState();
  return {
    post: (request) => editor.postMessage(request),
    onMessage: (listener) =>
      window.addEventListener('message', (event: MessageEvent<TimelineMessage>) => listener(event.data)),
    remembered: typeof state === 'object' && state !== null ? state : {},
    remember: (kept) => editor.setState(kept),
  };
}
