import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Terminal } from './bench.ts';

interface Line {
  readonly line: string;
  readonly printed: string;
}

/** What dash says of each line, with `rc=` and its status behind it. */
function readLines(text: string): readonly Line[] {
  return text.split('\n\n$ ').slice(1).map((block) => {
    const [first = '', ...rest] = block.trimEnd().split('\n');
    const more = rest.findIndex((line) => !line.startsWith('> '));
    const status = rest.at(-1)?.replace('= ', 'rc=') ?? '';
    const printed = rest.slice(more, -1).map((line) => (line.endsWith('\\c') ? line.slice(0, -2) : `${line}\n`)).join('');
    return { line: [first, ...rest.slice(0, more).map((line) => line.slice(2))].join('\n'), printed: `${printed}${status}\n` };
  });
}

const lines = readLines(readFileSync(new URL('dash-lines.txt', import.meta.url), 'utf8'));

describe('a line does what it does in dash', () => {
  test.each(lines.map(({ line, printed }) => [line, printed] as const))('%s', (line, printed) => {
    const quoted = `'${line.replaceAll("'", `'"'"'`)}'`;
    expect(new Terminal().run(`cd /tmp; sh -c ${quoted} 2>&1; echo "rc=$?"`, 6).replace(/^(?:> )+/, '')).toBe(printed);
  });

  test('there are at least 350', () => {
    expect(lines.length).toBeGreaterThanOrEqual(350);
  });
});
