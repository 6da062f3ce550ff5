import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Sizes of one simulated run, the same for both sides. */
export interface Load {
  readonly pages: number;
  readonly workingSetPages: number;
  readonly writesPerSecond: number;
  readonly pagesPerSecond: number;
  readonly seconds: number;
}

const WINDOWS_PER_SECOND = 10;

/** Compiles the C loop (`cc -O2`) and returns how to run it: milliseconds, pages sent and rounds. */
export function compileReference(): (load: Load) => { milliseconds: number; sent: number; rounds: number } {
  const source = fileURLToPath(new URL('../reference/pre-copy.c', import.meta.url));
  const program = path.join(mkdtempSync(path.join(tmpdir(), 'virtlab-bench-')), 'pre-copy');
  execFileSync('cc', ['-O2', '-o', program, source]);
  return (load) => {
    const sizes = [
      load.pages,
      load.workingSetPages,
      load.writesPerSecond / WINDOWS_PER_SECOND,
      load.pagesPerSecond / WINDOWS_PER_SECOND,
      load.seconds * WINDOWS_PER_SECOND,
    ];
    const output = execFileSync(program, sizes.map(String), { encoding: 'utf8' });
    const [milliseconds = 0, sent = 0, rounds = 0] = output.trim().split(' ').map(Number);
    return { milliseconds, sent, rounds };
  };
}
