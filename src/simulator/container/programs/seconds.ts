import { NANOSECONDS_PER_SECOND } from '../../kernel/time.ts';
import { refuse } from './options.ts';
import type { ProcessView } from './process-view.ts';

/** A time as sleep(1) takes it: a number, with s, m, h or d behind it. */
export function secondsOf(process: ProcessView, text: string | undefined): number {
  if (text === undefined) return refuse(process, 'missing operand');
  const parts = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(text);
  if (parts === null) return refuse(process, `invalid time interval '${text}'`);
  return Math.round(Number(parts[1]) * ({ m: 60, h: 3600, d: 86_400 }[parts[2] ?? ''] ?? 1) * NANOSECONDS_PER_SECOND);
}
