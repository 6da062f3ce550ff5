import type { GuestProgram } from '../guest.ts';
import { writePages } from './page-writer.ts';

/** Register with the steps made since the cycle began. */
const POSITION = 5;

/** A stretch of a cycle: so many steps, over which so many writes are spread evenly, at most one a step. */
export interface Segment {
  readonly steps: number;
  readonly writes: number;
  /** The page of the nth write of the segment, from 0. */
  readonly choose: (index: number, registers: Uint32Array) => number;
}

/** A workload whose rate changes: plays its segments one after the other, over and over. */
export function segmentedWorkload(stepsPerSecond: number, segments: readonly Segment[]): GuestProgram {
  const cycle = segments.reduce((sum, { steps }) => sum + steps, 0);
  const run: GuestProgram['run'] = (steps, registers, memory) => {
    for (let left = steps; left > 0; ) {
      const { segment, step } = placeIn(segments, registers[POSITION] as number);
      const made = Math.min(left, segment.steps - step);
      const before = writesAfter(segment, step);
      const writes = writesAfter(segment, step + made) - before;
      writePages(writes, registers, memory, (index, all) => segment.choose(before + index, all));
      registers[POSITION] = ((registers[POSITION] as number) + made) % cycle;
      left -= made;
    }
  };
  return { contentKind: 'numbers', stepsPerSecond, run };
}

function placeIn(segments: readonly Segment[], position: number): { segment: Segment; step: number } {
  let step = position;
  for (const segment of segments) {
    if (step < segment.steps) return { segment, step };
    step -= segment.steps;
  }
  throw new Error('A workload has at least one step.');
}

function writesAfter({ steps, writes }: Segment, step: number): number {
  return Math.floor((step * writes) / steps);
}
