import { describe, expect, it } from 'vitest';
import { DataCenter } from '../../src/simulator/datacenter/data-center.ts';
import type { WorldEvent } from '../../src/simulator/datacenter/events.ts';
import { milliseconds, seconds } from '../../src/simulator/kernel/time.ts';
import { migrationParameters } from '../helpers/arbitraries.ts';
import { connection, events, run, vmOf, worldWithServer } from '../helpers/connected-world.ts';
import { expectExactlyOnce, expectInStep, forecasts } from './connection-laws.ts';
import fc from '../helpers/property.ts';

const guests = fc.constantFrom(
  { kind: 'uniform', pagesPerSecond: 3000, workingSetPages: 2000 } as const,
  { kind: 'counter', countsPerSecond: 200 } as const,
  { kind: 'idle' } as const,
);
const requestEvery = fc.constantFrom(10, 37, 250, 1000);
/** Times in milliseconds, most of them short, so that things come into each other's way. */
const times = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 4000 }));

function wait(time: number) {
  return { kind: 'world.advance', nanoseconds: milliseconds(time) } as const;
}

describe('A connection', () => {
  it('comes through any live migration with every byte in order and once', () => {
    fc.assert(
      fc.property(guests, requestEvery, requestEvery, times, migrationParameters, (guest, first, second, before, parameters) => {
        const world = worldWithServer(guest);
        run(world, [
          { kind: 'vm.connect', vm: 'web', peer: 'first', requestEveryMilliseconds: first },
          { kind: 'vm.connect', vm: 'web', peer: 'second', requestEveryMilliseconds: second },
          wait(before),
          { kind: 'vm.migrate', vm: 'web', to: 'beta', parameters },
        ]);
        for (let time = 0; time < 120 && vmOf(world, 'web').migration?.status === 'active'; time++) run(world, [wait(500)]);
        if (vmOf(world, 'web').migration?.status === 'active') world.apply({ kind: 'vm.cancelMigration', vm: 'web' });
        // Long enough for whatever was lost to be sent again.
        run(world, [wait(20_000)]);
        for (const peer of ['first', 'second']) {
          const one = connection(world, peer);
          expectInStep(one);
          expectExactlyOnce(one);
          expect(one.answers).toBeGreaterThan(0);
        }
        expect(events(world, 'connection.reset')).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });

  it('fares in a roll back as the snapshot foretells, and no peer takes bytes of two pasts for one stream', () => {
    fc.assert(
      fc.property(guests, requestEvery, times, times, fc.boolean(), fc.boolean(), (guest, every, before, after, late, leaves) => {
        const world = worldWithServer(guest);
        const connect = { kind: 'vm.connect', vm: 'web', keepAliveSeconds: 10, giveUpAfterSeconds: 30 } as const;
        run(world, [{ ...connect, peer: 'busy', requestEveryMilliseconds: every }, { ...connect, peer: 'quiet' }, wait(1000 + before), { kind: 'vm.snapshot', vm: 'web' }, wait(20)]);
        if (late) run(world, [{ ...connect, peer: 'late', requestEveryMilliseconds: every }]);
        run(world, [wait(after)]);
        if (leaves) run(world, [{ kind: 'vm.disconnect', vm: 'web', peer: 'quiet' }]);
        // What is on its way arrives first, so that nobody's future hangs on it.
        run(world, [wait(5), { kind: 'vm.pause', vm: 'web' }, wait(5)]);
        const foretold = forecasts(world, 'web', 'snapshot-1');
        const answered = new Map([...foretold.keys()].map((peer) => [peer, connection(world, peer).answers]));
        run(world, [{ kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' }, wait(45_000)]);
        for (const [peer, future] of foretold) {
          const one = connection(world, peer);
          if (future !== 'gone') expectExactlyOnce(one);
          if (future === 'in-step') {
            expectInStep(one);
            continue;
          }
          // A peer that cannot go on accepts nothing more, and knows why.
          expect(one.answers).toBe(answered.get(peer));
          expect([peer, future, one.outcome, one.vmSide]).toEqual([peer, future, future === 'gone' || future === 'ended' ? 'closed' : 'reset', null]);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('is there again in a world that was saved in between, with the same to come', () => {
    fc.assert(
      fc.property(guests, requestEvery, times, times, fc.constantFrom(0, 40), (guest, every, before, after, commit) => {
        const world = worldWithServer(guest);
        const connect = { kind: 'vm.connect', vm: 'web', keepAliveSeconds: 10 } as const;
        run(world, [{ ...connect, peer: 'busy', requestEveryMilliseconds: every }, { ...connect, peer: 'quiet' }, wait(before), { kind: 'vm.snapshot', vm: 'web' }, wait(20)]);
        if (commit > 0) run(world, [{ kind: 'vm.setOutputCommit', vm: 'web', everyMilliseconds: commit }]);
        run(world, [wait(after)]);
        const again = DataCenter.restore(structuredClone(world.save()));
        for (const one of [world, again]) run(one, [wait(3000), { kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' }, wait(15_000)]);
        expect(vmOf(again, 'web').network?.connections.map(withoutLosses)).toEqual(vmOf(world, 'web').network?.connections.map(withoutLosses));
        expect(since(again.trace, seconds(0))).toEqual(since(world.trace, seconds(0)));
      }),
      { numRuns: 12 },
    );
  });

  it('does not feel a return to the checkpoint of a VM whose output waits for it', () => {
    fc.assert(
      fc.property(guests, requestEvery, times, fc.integer({ min: 5, max: 300 }), fc.array(times, { minLength: 1, maxLength: 4 }), (guest, every, before, interval, returns) => {
        const world = worldWithServer(guest);
        run(world, [
          { kind: 'vm.connect', vm: 'web', peer: 'busy', requestEveryMilliseconds: every, keepAliveSeconds: 10 },
          wait(before),
          { kind: 'vm.setOutputCommit', vm: 'web', everyMilliseconds: interval },
        ]);
        for (const time of returns) run(world, [wait(time), { kind: 'vm.returnToCheckpoint', vm: 'web' }]);
        run(world, [wait(30_000)]);
        expectInStep(connection(world, 'busy'));
        expectExactlyOnce(connection(world, 'busy'));
        expect(events(world, 'connection.reset')).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });
});

/** What was lost on the way is noted only by a world that was there all the time. */
function withoutLosses(one: ReturnType<typeof connection>) {
  return { ...one, journal: one.journal.map(({ time, from, segment }) => ({ time, from, segment })) };
}

function since(trace: readonly WorldEvent[], time: number): readonly WorldEvent[] {
  return trace.filter((event) => event.time >= time);
}

