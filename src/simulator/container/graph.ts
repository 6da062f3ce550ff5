import { GraphBlocks } from './graph/blocks.ts';

/** All of a graph is in one block. */
const WHOLE = { objects: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER };

/**
 * Plain data with shared references and cycles as bytes: maps, sets, lists, plain objects, bytes and 32-bit numbers; no
 * classes, no functions. Throws for what is none.
 */
export function writeGraph(root: object): Uint8Array {
  const [whole] = new GraphBlocks(root, WHOLE).write().blocks;
  return whole as Uint8Array;
}

/** Reads what `writeGraph` wrote. Throws where it is damaged. */
export function readGraph(bytes: Uint8Array): unknown {
  return GraphBlocks.read({ blocks: [bytes], large: new Map() }, WHOLE).root;
}
