import { decodeUtf8, encodeUtf8 } from '../../kernel/utf8.ts';
import type { CheckpointFacts } from './checkpoint-image.ts';

/** All of a container but its pages, as it goes over a link: what a virtual machine's registers and devices are to it. */
export interface ContainerState {
  readonly facts: CheckpointFacts;
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** For each address space, in their order, where its pages lie in the row of all pages. */
  readonly stretches: readonly { readonly first: number; readonly count: number }[];
}

/** A line of JSON that tells what follows, and the files one after the other. */
export function encodeState({ facts, files, stretches }: ContainerState): Uint8Array {
  const names = [...files].map(([name, bytes]) => [name, bytes.length] as const);
  const head = encodeUtf8(`${JSON.stringify({ facts, stretches, names })}\n`);
  const whole = new Uint8Array(head.length + names.reduce((sum, [, length]) => sum + length, 0));
  whole.set(head);
  let offset = head.length;
  for (const bytes of files.values()) {
    whole.set(bytes, offset);
    offset += bytes.length;
  }
  return whole;
}

/** The state that `encodeState` wrote; its files are windows into these bytes. */
export function decodeState(bytes: Uint8Array): ContainerState {
  const end = bytes.indexOf(10) + 1;
  const { facts, stretches, names } = JSON.parse(decodeUtf8(bytes.subarray(0, end))) as Omit<ContainerState, 'files'> & { readonly names: readonly (readonly [string, number])[] };
  const files = new Map<string, Uint8Array>();
  let offset = end;
  for (const [name, length] of names) {
    files.set(name, bytes.subarray(offset, offset + length));
    offset += length;
  }
  return { facts, files, stretches };
}
