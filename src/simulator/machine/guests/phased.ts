import type { GuestProgram } from '../guest.ts';
import type { GuestSettings } from '../guest-settings.ts';
import { draw } from './page-writer.ts';
import { segmentedWorkload } from './segments.ts';

type Settings = Extract<GuestSettings, { kind: 'phased' }>;

/** Phases as programs have them (Denning, "The Working Set Model", 1968): each with a working set and a rate of its own. */
export function phasedWorkload({ phases }: Settings): GuestProgram {
  const stepsPerSecond = Math.max(1, ...phases.map(({ pagesPerSecond }) => pagesPerSecond));
  const segments = phases.map(({ seconds, pagesPerSecond, workingSetPages, firstPage = 0 }) => ({
    steps: seconds * stepsPerSecond,
    writes: seconds * pagesPerSecond,
    choose: (_index: number, registers: Uint32Array) => firstPage + Math.floor((draw(registers) / 2 ** 32) * workingSetPages),
  }));
  return segmentedWorkload(stepsPerSecond, segments);
}
