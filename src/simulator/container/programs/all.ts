import { SHELL } from '../shell/shell.ts';
import { DD } from './dd.ts';
import { ESCAPE_PROGRAMS } from './escape-programs.ts';
import { FILE_PROGRAMS } from './file-programs.ts';
import { NETWORK_PROGRAMS } from './network-programs.ts';
import { PROCESS_PROGRAMS } from './process-programs.ts';
import type { Program } from './program.ts';
import { SYSTEM_PROGRAMS } from './system-programs.ts';
import { TEXT_PROGRAMS } from './text-programs.ts';
import { WALL_PROGRAMS } from './wall-programs.ts';

/** The shipped programs by name. */
export const PROGRAMS: ReadonlyMap<string, Program> = new Map(
  [SHELL, DD, ...FILE_PROGRAMS, ...TEXT_PROGRAMS, ...SYSTEM_PROGRAMS, ...PROCESS_PROGRAMS, ...WALL_PROGRAMS, ...NETWORK_PROGRAMS, ...ESCAPE_PROGRAMS].map((program) => [program.name, program]),
);
