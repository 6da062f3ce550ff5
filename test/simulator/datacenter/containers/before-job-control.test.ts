import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Command } from '../../../../src/simulator/datacenter/commands.ts';
import { DataCenter } from '../../../../src/simulator/datacenter/data-center.ts';

interface Written {
  readonly version: number;
  readonly header: string;
  readonly trace: unknown;
  readonly states: readonly (readonly [number, string])[];
}

/**
 * A world that was saved before processes had groups and shells had jobs: container "box" with three terminals, in which
 * a line is half done, half typed, and waiting for input; and a checkpoint of it.
 */
function older(): DataCenter {
  const { states, ...rest } = JSON.parse(gunzipSync(readFileSync(new URL('before-job-control.json.gz', import.meta.url))).toString()) as Written;
  const saved = { ...rest, tables: new Map(), states: new Map(states.map(([number, bytes]) => [number, Uint8Array.from(Buffer.from(bytes, 'latin1'))])) };
  return DataCenter.restore(saved as Parameters<typeof DataCenter.restore>[0]);
}

function shown(dataCenter: DataCenter, container: string, terminal: string, command: Command): string {
  const outcome = dataCenter.apply(command);
  if (!outcome.ok) throw new Error(outcome.refusal);
  return outcome.events.map((event) => (event.kind === 'container.output' && event.container === container && event.terminal === terminal ? event.text : '')).join('');
}

const typed = (container: string, terminal: string, text: string): Command => ({ kind: 'container.type', container, terminal, text });
const second: Command = { kind: 'world.advance', nanoseconds: 1_000_000_000 };

test('a shell goes on with the line that it was in the middle of, and then has job control', () => {
  const world = older();
  expect(shown(world, 'box', 'running', second)).toBe('5 after in $X\nok\nbox:/tmp# ');
  expect(shown(world, 'box', 'running', typed('box', 'running', 'jobs\n'))).toBe('[2] + Running                    sleep 100\nbox:/tmp# ');
  expect(shown(world, 'box', 'running', typed('box', 'running', 'sleep 50\n'))).toBe('');
  expect(shown(world, 'box', 'running', typed('box', 'running', '\u001a'))).toBe('[1] + Stopped                    sleep 50\nbox:/tmp# ');
  expect(shown(world, 'box', 'running', typed('box', 'running', 'kill %2\n'))).toBe('[2] - Terminated                 sleep 100\nbox:/tmp# ');
});

test('what was half typed is still there, and Ctrl-C ends what ran in front', () => {
  const world = older();
  expect(shown(world, 'box', 'prompt', typed('box', 'prompt', 'lo\n'))).toBe('hello\nbox:/# ');
  expect(shown(world, 'box', 'stuck', { kind: 'container.interrupt', container: 'box', terminal: 'stuck' })).toBe('box:/# ');
  expect(shown(world, 'box', 'stuck', typed('box', 'stuck', 'echo on\n'))).toBe('on\nbox:/# ');
});

test('a checkpoint of then is restored', () => {
  const world = older();
  const stop: Command[] = [{ kind: 'container.stop', container: 'box' }, { kind: 'container.delete', container: 'box' }, { kind: 'container.restore', checkpoint: 'first', container: 'again' }];
  for (const command of stop) expect(world.apply(command)).toMatchObject({ ok: true });
  expect(world.apply(second)).toMatchObject({ ok: true });
  expect(shown(world, 'again', 'prompt', typed('again', 'prompt', 'lo; sleep 9\n'))).toBe('hello\n');
  expect(shown(world, 'again', 'prompt', typed('again', 'prompt', '\u001a'))).toBe('[1] + Stopped                    sleep 9\nbox:/# ');
});
