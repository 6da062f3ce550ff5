import { expect, test } from 'vitest';
import type { Command } from '../../../src/simulator/datacenter/commands.ts';
import { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import { milliseconds, seconds, toMilliseconds } from '../../../src/simulator/kernel/time.ts';
import { GIBIBYTE, MEBIBYTE } from '../../../src/simulator/memory/page.ts';

/** A VM with a busy server on `alpha`, and 500 requests a second. */
function worldWithClients(): DataCenter {
  const world = new DataCenter(3);
  const commands: Command[] = [
    { kind: 'host.add', host: 'alpha', memoryBytes: 4 * GIBIBYTE },
    { kind: 'host.add', host: 'beta', memoryBytes: 4 * GIBIBYTE },
    { kind: 'link.edit', between: ['alpha', 'beta'], bytesPerSecond: 125_000_000 },
    {
      kind: 'vm.create',
      vm: 'web',
      host: 'alpha',
      memoryBytes: 256 * MEBIBYTE,
      guest: { kind: 'uniform', pagesPerSecond: 5000, workingSetPages: 20_000 },
    },
    { kind: 'vm.start', vm: 'web' },
    { kind: 'vm.attachClients', vm: 'web', requestsPerSecond: 500 },
    { kind: 'world.advance', nanoseconds: seconds(1) },
  ];
  for (const command of commands) expect(world.apply(command)).toMatchObject({ ok: true });
  return world;
}

test('samples are in the trace only while the VM migrates and for three seconds after', () => {
  const world = worldWithClients();
  expect(world.trace.filter((event) => event.kind === 'service.sample')).toEqual([]);
  world.apply({ kind: 'vm.migrate', vm: 'web', to: 'beta' });
  world.apply({ kind: 'world.advance', nanoseconds: seconds(20) });
  const ended = world.trace.find((event) => event.kind === 'migration.completed')?.time ?? 0;
  const samples = world.trace.filter((event) => event.kind === 'service.sample');
  expect(samples[0]?.time).toBe(seconds(1));
  const last = samples.at(-1)?.time ?? 0;
  expect(last).toBeGreaterThan(ended + milliseconds(2800));
  expect(last).toBeLessThanOrEqual(ended + seconds(3));
});

test('what clients see of a pre-copy is its pause and the time until the network knows, and nothing is lost', () => {
  const world = worldWithClients();
  world.apply({ kind: 'vm.migrate', vm: 'web', to: 'beta', parameters: { downtimeLimitMilliseconds: 100 } });
  world.apply({ kind: 'world.advance', nanoseconds: seconds(20) });
  const completed = world.trace.find((event) => event.kind === 'migration.completed');
  const downtime = toMilliseconds(completed?.figures.downtime ?? 0);
  const longest = Math.max(
    ...world.trace.map((event) => (event.kind === 'service.sample' ? (event.longestLatency ?? 0) : 0)),
  );
  // The announcement comes 50 ms after the machine runs again; a tick of the clients is 5 ms.
  expect(toMilliseconds(longest)).toBeGreaterThan(downtime + 40);
  expect(toMilliseconds(longest)).toBeLessThan(downtime + 70);
  const announced = world.trace.filter((event) => event.kind === 'network.announced');
  expect(announced.map(({ time }) => toMilliseconds(time - (completed?.time ?? 0)))).toEqual([50, 200, 450, 800, 1250]);
});

test('refusals say what would help', () => {
  const world = worldWithClients();
  expect(world.apply({ kind: 'vm.attachClients', vm: 'web', requestsPerSecond: 5 })).toEqual({
    ok: false,
    refusal: 'VM "web" has clients already: detach them first.',
  });
  expect(world.apply({ kind: 'vm.detachClients', vm: 'web' })).toMatchObject({ ok: true });
  expect(world.apply({ kind: 'vm.detachClients', vm: 'web' })).toEqual({
    ok: false,
    refusal: 'VM "web" has no clients, so there is nothing to detach.',
  });
  expect(world.apply({ kind: 'vm.attachClients', vm: 'web', requestsPerSecond: 0 })).toEqual({
    ok: false,
    refusal: 'The number of requests a second must be a whole number from 1 to 100000, not 0.',
  });
});

test('clients are there again after a restore', () => {
  const restored = DataCenter.restore(worldWithClients().save());
  expect(restored.inventory().hosts[0]?.vms[0]?.clients).toEqual({ requestsPerSecond: 500, microsecondsPerRequest: 200 });
});
