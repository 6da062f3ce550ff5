import { formatBytes } from '../quantities.ts';

/** How the world stands on disk; null where this window does not save it. */
type SavedState = { readonly bytes: number; readonly isUpToDate: boolean } | null;

/** An entry of the status bar. */
export interface SavedText {
  readonly icon: 'save' | 'sync' | 'warning';
  readonly text: string;
  /** One or two sentences. */
  readonly tooltip: string;
}

/** What the status bar says of the saved data center. */
export function savedText(saved: SavedState): SavedText {
  if (saved === null) {
    return { icon: 'warning', text: 'Not saved', tooltip: 'VirtLab: the data center is not saved by this window. What you change is gone when it closes.' };
  }
  const text = formatBytes(saved.bytes);
  if (!saved.isUpToDate) {
    return { icon: 'sync', text, tooltip: `VirtLab: your last change is not on disk yet. Saved: ${text}.` };
  }
  return { icon: 'save', text, tooltip: `VirtLab: all that you did is on disk. Saved: ${text}; click to clean up.` };
}

/** What cleaning up came to. */
export function cleanedUpText(before: number, after: number): string {
  const given = before - after;
  if (given <= 0) return `Saved: ${formatBytes(after)}. There was nothing to clean up.`;
  return `Saved: ${formatBytes(after)}. Cleaning up gave back ${formatBytes(given)}.`;
}
