import { decodeBlock, decodePart, largeBytes } from './block.ts';
import { LIMITS, type WrittenGraph } from './blocks.ts';
import { emptyShape, newObject, putTogether, readParts } from './node.ts';

/** A graph of which blocks and large bytes may be missing. */
export interface DamagedGraph extends Pick<WrittenGraph, 'large'> {
  /** By their numbers; null for one that is missing. */
  readonly blocks: readonly (Uint8Array | null)[];
}

/** Somebody looked at a part of the graph that is missing. */
export class PartMissing extends Error {
  override readonly name = 'PartMissing';
}

/**
 * The root of what is there of a graph. In place of every object that is missing stands one that throws `PartMissing`
 * whenever somebody looks at it: whatever can be done with the graph is done with parts that are whole. Throws where the
 * root itself is missing.
 */
export function readDamagedGraph<Root extends object>({ blocks, large }: DamagedGraph): Root {
  const empty = emptyShape();
  const missing = missingObject();
  const lost = new Set<number>();
  const nodes = blocks.flatMap((block, number) => {
    const first = number * LIMITS.objects;
    const nothing = (): null[] => new Array<null>(LIMITS.objects).fill(null);
    if (block === null) return nothing();
    try {
      return decodeBlock(block, empty, (index, length) => {
        const bytes = large.get(first + index);
        if (bytes?.length === length) return largeBytes(length, bytes);
        lost.add(first + index);
        return new Uint8Array();
      });
    } catch {
      return nothing();
    }
  });
  const objects = nodes.map((node, place) => (node === null || lost.has(place) ? missing : newObject(node)));
  const [root = missing] = objects;
  if (root === missing) throw new PartMissing('The graph has no root.');
  nodes.forEach((node, place) => {
    const object = objects[place];
    if (node === null || object === undefined || object === missing) return;
    putTogether(object, readParts(node, (part) => decodePart(part, (other) => objects[other] ?? missing)));
  });
  return root as Root;
}

function missingObject(): object {
  const look = (): never => {
    throw new PartMissing('A part of the graph is missing.');
  };
  return new Proxy({}, {
    get: look, set: look, has: look, ownKeys: look, getPrototypeOf: look, getOwnPropertyDescriptor: look, defineProperty: look, deleteProperty: look,
  });
}
