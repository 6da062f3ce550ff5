import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { revealInWorker } from '../../../src/extension/guide/reveal-worker.ts';

const root = join(import.meta.dirname, '../../..');
const simulateReveal = revealInWorker(join(root, 'src/worker/reveal.ts'));
const migration = { vm: 'journal', to: 'beta', downtimeLimitMilliseconds: 30, maxBandwidthBytesPerSecond: 0 };

test('the migration of the first prediction is simulated beside the extension host', async () => {
  const scenario = await readFile(join(root, 'labs/virtlab-basics/move-a-running-machine/world.virtlab.json'), 'utf8');
  const answer = await simulateReveal({ scenario, migration });
  expect(answer.ok && answer.revealed.liveRounds).toBe(4);
});

test('what cannot be simulated is told in a sentence', async () => {
  expect(await simulateReveal({ scenario: '{', migration })).toMatchObject({ ok: false, reason: expect.stringMatching(/\w+.*\.$/) as string });
  const scenario = JSON.stringify({ hosts: [{ name: 'alpha', memory: '4 GiB' }] });
  expect(await simulateReveal({ scenario, migration })).toMatchObject({ ok: false, reason: expect.stringMatching(/journal/) as string });
});

test('a worker that cannot start is told too', async () => {
  const answer = await revealInWorker(join(root, 'nowhere.mjs'))({ scenario: '{}', migration });
  expect(answer.ok).toBe(false);
});
