import { expect, test } from 'vitest';
import type { WorldEvent } from '../../src/simulator/index.ts';
import { LiveWorld } from '../../src/worker/live-world.ts';

test('the trace of a world that lasts is bounded; what happens is told all the same', () => {
  const told: WorldEvent[] = [];
  const live = new LiveWorld((events) => told.push(...events));
  live.apply({ kind: 'host.add', host: 'alpha', memoryBytes: 2 ** 30 });
  live.apply({ kind: 'host.add', host: 'beta', memoryBytes: 2 ** 30 });
  for (let edit = 1; edit <= 60_000; edit++) live.apply({ kind: 'link.edit', between: ['alpha', 'beta'], bytesPerSecond: 1e9 + edit });
  expect(told).toHaveLength(60_002);
  expect(live.trace.length).toBeLessThan(50_000);
  expect(live.trace.at(-1)).toEqual(told.at(-1));
  expect(live.inventory().links[0]?.bytesPerSecond).toBe(1e9 + 60_000);
});
