import type { GuestProgram } from '../guest.ts';

/** A guest that waits for an interrupt that never comes. */
export const idleGuest: GuestProgram = {
  contentKind: 'numbers',
  stepsPerSecond: 0,
  run: () => undefined,
};
