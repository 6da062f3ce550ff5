import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/simulator/datacenter/commands.ts';
import { DataCenter } from '../../src/simulator/datacenter/data-center.ts';
import { seeds } from '../helpers/arbitraries.ts';
import { containerWorld } from '../helpers/container-world.ts';
import fc from '../helpers/property.ts';
import { expectRefusalsToChangeNothing, expectToGoOnAlike, inPieces, visible } from './history-laws.ts';

const names = fc.constantFrom('one', 'two');
const lines = fc.constantFrom(
  'echo hello > /tmp/f; cat /tmp/f', 'sleep 0.3; echo late', 'sleep 1 &', 'stress --cpu 2 --timeout 0.5', 'stress --vm-bytes 200M --timeout 1', 'ps', 'top -n 2',
  'mount -t tmpfs none /tmp', 'unshare -u hostname x', 'chroot / ls', 'nc -l 80 &', 'echo x | nc 10.88.0.3 80', 'ping -c 2 10.88.0.4', 'kill -9 1', 'exit', 'cat',
);
const commands: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: fc.integer({ min: 0, max: 900_000_000 }).map((nanoseconds): Command => ({ kind: 'world.advance', nanoseconds })), weight: 4 },
  {
    arbitrary: fc.record({
      kind: fc.constant('container.create' as const), container: names, host: fc.constant('alpha'), image: fc.constantFrom('base', 'web', 'worker'),
      walls: fc.constantFrom('full', 'usual', 'chroot', 'jail', 'zone'),
    }),
    weight: 2,
  },
  { arbitrary: fc.record({ kind: fc.constantFrom('container.start', 'container.stop', 'container.delete'), container: names }).map((command): Command => command), weight: 3 },
  { arbitrary: fc.record({ kind: fc.constant('container.type' as const), container: names, terminal: fc.constantFrom('a', 'b'), text: lines.map((line) => `${line}\n`) }), weight: 6 },
  { arbitrary: fc.record({ kind: fc.constant('container.interrupt' as const), container: names, terminal: fc.constantFrom('a', 'b') }), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constantFrom('host.fail', 'host.repair'), host: fc.constant('alpha') }).map((command): Command => command), weight: 1 },
);
const histories = fc.array(commands, { minLength: 1, maxLength: 25, size: 'max' });

/** A refusal lets the world's time pass but not the kernel's; what is typed next has to begin at the world's. */
const afterARefusal: Command[] = [
  { kind: 'container.stop', container: 'two' },
  { kind: 'world.advance', nanoseconds: 1 },
  { kind: 'container.interrupt', container: 'two', terminal: 'a' },
];
const lateOutput: Command[] = [
  { kind: 'container.type', container: 'one', terminal: 'a', text: 'sleep 0.3; echo late\n' },
  { kind: 'world.advance', nanoseconds: 299_999_999 },
  { kind: 'world.advance', nanoseconds: 1 },
];

function play(seed: number, history: readonly Command[]): string {
  const dataCenter = containerWorld(seed);
  for (const command of history) dataCenter.apply(command);
  return visible(dataCenter);
}

describe('any history of containers', () => {
  test('replayed gives the same trace, byte for byte', () => {
    fc.assert(fc.property(seeds, histories, (seed, history) => {
      expect(play(seed, history)).toBe(play(seed, history));
    }), { numRuns: 40 });
  });

  test('gives the same trace however the time is cut into pieces', () => {
    fc.assert(fc.property(seeds, histories, fc.double({ min: 0, max: 1, noNaN: true }), (seed, history, share) => {
      expect(play(seed, inPieces(history, [share]))).toBe(play(seed, history));
    }), { numRuns: 40 });
  });

  test('saved and restored at any moment goes on as if nothing had been', () => {
    fc.assert(fc.property(seeds, histories, histories, (seed, before, after) => {
      const dataCenter = containerWorld(seed);
      for (const command of before) dataCenter.apply(command);
      const restored = DataCenter.restore(structuredClone(dataCenter.save()));
      expectToGoOnAlike(dataCenter, restored, after);
    }), { numRuns: 40, examples: [[0, afterARefusal, lateOutput]] });
  });

  test('a refused command changes nothing', () => {
    fc.assert(fc.property(seeds, histories, (seed, history) => {
      expectRefusalsToChangeNothing(containerWorld(seed), history);
    }), { numRuns: 40 });
  });
});
