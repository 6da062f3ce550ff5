import { blocksWireBytes, IN_STEP_WORD_BYTES, type LinkMessage, wireSize } from '../../simulator/index.ts';

/**
 * How many bytes a message takes on the link: for each page 8 of header and its 4096 of content, a page of zeros only
 * 8 and 1, a device state its own length, the word that a stream is in step or a checkpoint whole 8. Give it to `link.send` beside the message.
 */
export function wireBytes(message: LinkMessage): number {
  switch (message.kind) {
    case 'pages':
      return wireSize(message.batch).bytes;
    case 'blocks':
      return blocksWireBytes(message.batch);
    case 'device-state':
      return message.state.length;
    case 'in-step':
    case 'checkpoint':
      return IN_STEP_WORD_BYTES;
    case 'missing-pages':
      return message.missing.words.byteLength;
  }
}
