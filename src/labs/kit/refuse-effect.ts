import type { Effect } from '../../simulator/index.ts';
import { wireBytes } from './wire-bytes.ts';

/** What is wrong with something that a student's process yielded, in a sentence; null where it is an effect. */
export function refuseEffect(yielded: Effect): string | null {
  const value: unknown = yielded;
  if (typeof value !== 'object' || value === null) return 'Only calls of ports can be yielded, such as "yield* source.pause()".';
  if ('next' in value) return 'A port was called after "yield"; it takes "yield*", with the star.';
  if (!('kind' in value)) return 'Only calls of ports can be yielded, such as "yield* source.pause()".';
  const strange = beyondTheLink(yielded);
  if (strange !== null) return `${strange} is not for migrations: what the destination gets, it gets over the link.`;
  if (yielded.kind !== 'send') return null;
  const bytes = wireBytes(yielded.message);
  if (yielded.bytes === bytes) return null;
  return `link.send was told ${yielded.bytes} bytes, but this message takes ${bytes}: use wireBytes(message).`;
}

/** A call that would carry memory or devices past the link, as `destination.loadDeviceState()`; null for all others. */
function beyondTheLink(effect: Effect): string | null {
  switch (effect.kind) {
    case 'capture-memory':
      return `${effect.machine}.captureMemory()`;
    case 'copy-memory':
      return `${effect.machine}.copyMemory()`;
    case 'restore-memory':
      return `${effect.machine}.restoreMemory()`;
    case 'capture-disk':
      return `${effect.machine}.captureDisk()`;
    case 'copy-disk':
      return `${effect.machine}.copyDisk()`;
    case 'restore-disk':
      return `${effect.machine}.restoreDisk()`;
    case 'load-device-state':
      return `${effect.machine}.loadDeviceState()`;
    default:
      return null;
  }
}
