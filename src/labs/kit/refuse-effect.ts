import type { Effect } from '../../simulator/index.ts';
import { wireBytes } from './wire-bytes.ts';

/** What is wrong with something that a student's process yielded, in a sentence; null where it is an effect. */
export function refuseEffect(yielded: Effect): string | null {
  const value: unknown = yielded;
  if (typeof value !== 'object' || value === null) return 'Only calls of ports can be yielded, such as "yield* source.pause()".';
  if ('next' in value) return 'A port was called after "yield"; it takes "yield*", with the star.';
  if (!('kind' in value)) return 'Only calls of ports can be yielded, such as "yield* source.pause()".';
  if (yielded.kind !== 'send') return null;
  const bytes = wireBytes(yielded.message);
  if (yielded.bytes === bytes) return null;
  return `link.send was told ${yielded.bytes} bytes, but this message takes ${bytes}: use wireBytes(message).`;
}
