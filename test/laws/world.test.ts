import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/simulator/datacenter/commands.ts';
import { DataCenter } from '../../src/simulator/datacenter/data-center.ts';
import { seeds } from '../helpers/arbitraries.ts';
import { beginning, commands } from '../helpers/commands.ts';
import { restoredWorld, watchedWorld, type WatchedWorld } from '../helpers/watched-world.ts';
import { inPieces } from './history-laws.ts';
import { applyLawfully, expectGuestsUnharmed, expectTidyWorld, settle, written } from './world-laws.ts';
import fc from '../helpers/property.ts';

const histories = fc.array(commands, { minLength: 1, maxLength: 30, size: 'max' });

function begun(seed: number): WatchedWorld {
  const watched = watchedWorld(seed);
  for (const command of beginning) expect(watched.dataCenter.apply(command)).toMatchObject({ ok: true });
  return watched;
}

/** The trace of a history, with the hashes of what is left at its end. */
function play(seed: number, history: readonly Command[]): string {
  const { world, dataCenter } = begun(seed);
  for (const command of history) dataCenter.apply(command);
  return ending(dataCenter, [...world.vms.keys()]);
}

function ending(dataCenter: DataCenter, vms: readonly string[]): string {
  const hashes = vms.map((vm) => `${vm} ${dataCenter.stateHash(vm)}\n`);
  return written(dataCenter.trace) + hashes.join('') + JSON.stringify(dataCenter.inventory());
}

describe('any history', () => {
  test('keeps the laws of the world at every step, and a refused command changes nothing', () => {
    fc.assert(
      fc.property(seeds, histories, (seed, history) => {
        const watched = begun(seed);
        for (const command of history) {
          applyLawfully(watched, command);
          expectTidyWorld(watched.world);
        }
        expectGuestsUnharmed(watched.world);
        settle(watched);
        expectTidyWorld(watched.world);
        expectGuestsUnharmed(watched.world);
      }),
      { numRuns: 30 },
    );
  });

  test('replayed with the same seed gives the same trace, byte for byte', () => {
    fc.assert(
      fc.property(seeds, histories, (seed, history) => {
        expect(play(seed, history)).toBe(play(seed, history));
      }),
      { numRuns: 20 },
    );
  });

  test('gives the same trace however the time is cut into pieces', () => {
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 });
    fc.assert(
      fc.property(seeds, histories, cuts, (seed, history, shares) => {
        expect(play(seed, inPieces(history, shares))).toBe(play(seed, history));
      }),
      { numRuns: 30 },
    );
  });
});

describe('saving', () => {
  test('disturbs nothing', () => {
    fc.assert(
      fc.property(seeds, histories, (seed, history) => {
        const { world, dataCenter } = begun(seed);
        for (const command of history) {
          dataCenter.apply(command);
          dataCenter.save();
        }
        expect(ending(dataCenter, [...world.vms.keys()])).toBe(play(seed, history));
      }),
      { numRuns: 20 },
    );
  });

  test('and restoring in the middle goes on as if nothing had been', () => {
    fc.assert(
      fc.property(seeds, histories, histories, (seed, history, future) => {
        const watched = begun(seed);
        for (const command of history) watched.dataCenter.apply(command);
        settle(watched);
        const restored = DataCenter.restore(structuredClone(watched.dataCenter.save()));
        const going = [watched.dataCenter, restored].map((dataCenter) => {
          for (const command of future) dataCenter.apply(command);
          return ending(dataCenter, dataCenter.inventory().hosts.flatMap(({ vms }) => vms.map(({ name }) => name)));
        });
        expect(going[1]).toBe(going[0]);
      }),
      { numRuns: 20 },
    );
  });

  test('in the middle of a migration or snapshot, the restored world keeps its laws', () => {
    fc.assert(
      fc.property(seeds, histories, histories, (seed, history, future) => {
        const { dataCenter } = begun(seed);
        for (const command of history) dataCenter.apply(command);
        const watched = restoredWorld(dataCenter);
        // A guest that was waiting for a page has a step to make that has been due since then.
        watched.dataCenter.apply({ kind: 'world.advance', nanoseconds: 1 });
        expectTidyWorld(watched.world);
        expectGuestsUnharmed(watched.world);
        for (const { migration } of watched.dataCenter.inventory().hosts.flatMap(({ vms }) => vms)) {
          expect(migration?.status).not.toBe('active');
        }
        for (const command of future) {
          applyLawfully(watched, command);
          expectTidyWorld(watched.world);
        }
        expectGuestsUnharmed(watched.world);
      }),
      { numRuns: 20 },
    );
  });
});
