import type { Appointment, EventQueue } from '../kernel/event-queue.ts';
import { milliseconds, type Nanoseconds } from '../kernel/time.ts';

/** QEMU's `announce-initial`, `announce-step`, `announce-max` and `announce-rounds`. */
const INITIAL: Nanoseconds = milliseconds(50);
const STEP: Nanoseconds = milliseconds(100);
const LONGEST: Nanoseconds = milliseconds(550);
const ROUNDS = 5;

/**
 * After a migration the machine tells the network where it is now, several times, for an announcement may be lost:
 * after 50 ms, then after 150, 250, 350 and 450 ms more (QEMU, net/announce.c). Until the first one switches
 * still send its packets to the old host.
 */
export function announce(queue: EventQueue, onAnnouncement: (round: number) => void): Appointment {
  let next: Appointment;
  const plan = (round: number, delay: Nanoseconds): void => {
    next = queue.after(delay, () => {
      onAnnouncement(round);
      if (round < ROUNDS) plan(round + 1, Math.min(delay + STEP, LONGEST));
    });
  };
  plan(1, INITIAL);
  return {
    cancel: () => {
      next.cancel();
    },
  };
}
