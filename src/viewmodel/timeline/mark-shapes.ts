import type { NoteKind } from './narrator.ts';

/** Paths about (0, 0): each kind has a shape of its own, so that colour is not needed to tell them apart. */
export const markShapes: Readonly<Record<NoteKind, string>> = {
  phase: 'M-3,-3H3V3H-3Z',
  round: 'M-3,-3H3V3H-3Z',
  sync: 'M0,-4.5A4.5,4.5 0 1 1 0,4.5A4.5,4.5 0 1 1 0,-4.5Z',
  'switch-over': 'M0,-6L6,0L0,6L-6,0Z',
  throttled: 'M-5,-4H5L0,5Z',
  paused: 'M-4,-5H-1V5H-4ZM1,-5H4V5H1Z',
  interrupted: 'M-6,-1.5H-1.5V-6H1.5V-1.5H6V1.5H1.5V6H-1.5V1.5H-6Z',
  running: 'M-4,-5L5,0L-4,5Z',
  announced: 'M-5,3L0,-5L5,3L3,5L0,0L-3,5Z',
  outage: 'M-5,-5H5L1,0L5,5H-5L-1,0Z',
  connection: 'M-3,-6V-2H-5V1L-2,4V6H2V4L5,1V-2H3V-6H1.5V-2H-1.5V-6Z',
  guest: 'M2,-7L-5,1H-1L-2,7L5,-1H1Z',
  completed: 'M-5,0L-2,4L5,-4L6,-2.5L-2,6L-6.5,1Z',
  stopped: 'M-5,-4L-4,-5L0,-1L4,-5L5,-4L1,0L5,4L4,5L0,1L-4,5L-5,4L-1,0Z',
};

/** What the marks of a picture stand for. */
export const markNames: Readonly<Record<Exclude<NoteKind, 'phase' | 'round'>, string>> = {
  sync: 'one more round',
  'switch-over': 'decision to stop',
  throttled: 'throttled',
  interrupted: 'interrupted',
  paused: 'paused',
  running: 'running',
  announced: 'network told',
  outage: 'clients answered again',
  connection: 'connection',
  guest: 'guest broken',
  completed: 'completed',
  stopped: 'given up',
};
