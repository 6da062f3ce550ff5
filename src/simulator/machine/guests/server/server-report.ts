import type { GuestReport } from '../../guest-report.ts';
import { panicText } from './panic.ts';
import { REGISTER } from './server-memory.ts';

const STATES = ['booting', 'recovering', 'serving', 'crashed'] as const;

/** The part of a report that is the same for every server. */
export function lifeOf(registers: Uint32Array): Pick<GuestReport, 'state' | 'reason'> {
  const state = STATES[registers[REGISTER.life] as number] ?? 'crashed';
  const code = registers[REGISTER.panicCode] as number;
  return { state, reason: state === 'crashed' ? panicText(code, registers[REGISTER.panicDetail] as number) : null };
}
