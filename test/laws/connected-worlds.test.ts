import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/simulator/datacenter/commands.ts';
import { DataCenter } from '../../src/simulator/datacenter/data-center.ts';
import { milliseconds, seconds } from '../../src/simulator/kernel/time.ts';
import { MEBIBYTE } from '../../src/simulator/memory/page.ts';
import { seeds } from '../helpers/arbitraries.ts';
import { beginning, commands } from '../helpers/commands.ts';
import { watchedWorld, type WatchedWorld } from '../helpers/watched-world.ts';
import { inPieces } from './history-laws.ts';
import { applyLawfully, written } from './world-laws.ts';
import fc from '../helpers/property.ts';

const vms = fc.constantFrom('web', 'web', 'web', 'counter', 'third', 'twin');
const peers = fc.constantFrom('peer-1', 'peer-2', 'peer-3', 'shop');

const connecting: fc.Arbitrary<Command> = fc.oneof(
  fc
    .record({
      vm: vms,
      peer: fc.constantFrom('shop', undefined, undefined),
      requestEveryMilliseconds: fc.constantFrom(0, 10, 100),
      giveUpAfterSeconds: fc.constantFrom(1, 5),
      keepAliveSeconds: fc.constantFrom(1, 3),
    })
    .map(({ peer, ...rest }) => ({ kind: 'vm.connect' as const, ...rest, ...(peer !== undefined && { peer }) })),
  fc.record({ kind: fc.constant('vm.disconnect' as const), vm: vms, peer: peers, how: fc.constantFrom('close' as const, 'leave' as const) }),
  fc.record({ kind: fc.constant('vm.setGenerationId' as const), vm: vms, present: fc.boolean() }),
  fc.record({ kind: fc.constant('vm.setOutputCommit' as const), vm: vms, everyMilliseconds: fc.constantFrom(0, 5, 60) }),
  fc.record({ kind: fc.constant('vm.returnToCheckpoint' as const), vm: vms }),
  fc.record({ kind: fc.constant('snapshot.clone' as const), vm: vms, snapshot: fc.constantFrom('snapshot-1', 'snapshot-2'), as: fc.constantFrom('twin', 'third'), host: fc.constantFrom('alpha', 'beta') }),
);

const waits: fc.Arbitrary<Command> = fc.integer({ min: 1, max: 3000 }).map((time) => ({ kind: 'world.advance', nanoseconds: milliseconds(time) }));

const histories = fc.array(fc.oneof({ arbitrary: commands, weight: 3 }, { arbitrary: connecting, weight: 3 }, { arbitrary: waits, weight: 1 }), {
  minLength: 1,
  maxLength: 30,
  size: 'max',
});

/** The usual beginning, with room for the network in the memory of `web`. */
function begun(seed: number): WatchedWorld {
  const watched = watchedWorld(seed);
  for (const command of beginning) {
    const roomy = command.kind === 'vm.create' && command.vm === 'web' ? { ...command, memoryBytes: 8 * MEBIBYTE } : command;
    expect(watched.dataCenter.apply(roomy)).toMatchObject({ ok: true });
  }
  return watched;
}

function play(seed: number, history: readonly Command[]): string {
  const { dataCenter } = begun(seed);
  for (const command of history) dataCenter.apply(command);
  return written(dataCenter.trace) + JSON.stringify(dataCenter.inventory());
}

describe('Any history with connections', () => {
  it('refuses without changing anything, and answers each peer in order and once', () => {
    fc.assert(
      fc.property(seeds, histories, (seed, history) => {
        const watched = begun(seed);
        for (const command of history) {
          applyLawfully(watched, command);
          for (const { block, answers, end } of watched.world.network.peers.values()) {
            const received = (block.receiveNext - block.initialReceive) >>> 0;
            // A greeting, then answers of 16 bytes and nothing else; a goodbye takes a number too.
            if (block.state === 'syn-sent' || end?.kind === 'closed') continue;
            if (answers > 0 || block.receiveNext !== 0) expect(received).toBe(1 + 16 * answers);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  it('replayed gives the same trace, byte for byte, however the time is cut', () => {
    fc.assert(
      fc.property(seeds, histories, fc.double({ min: 0, max: 1, noNaN: true }), (seed, history, share) => {
        expect(play(seed, inPieces(history, [share]))).toBe(play(seed, history));
      }),
      { numRuns: 20 },
    );
  });

  it('goes on from what was saved as if nothing had been', () => {
    fc.assert(
      fc.property(seeds, histories, histories, (seed, before, after) => {
        const { world, dataCenter } = begun(seed);
        for (const command of before) dataCenter.apply(command);
        // What is broken off by a save is another story, and so are announcements that were still to come.
        dataCenter.apply({ kind: 'world.advance', nanoseconds: seconds(2) });
        fc.pre([...world.vms.values()].every((vm) => vm.activeMigration === null && vm.snapshotWork === null && vm.diskJob === null && vm.copyWatch === null && vm.replication === null));
        const again = DataCenter.restore(structuredClone(dataCenter.save()));
        const from = dataCenter.trace.length;
        for (const command of after) {
          // A checkpoint is taken anew when a world is opened.
          if (command.kind === 'vm.returnToCheckpoint') continue;
          dataCenter.apply(command);
          again.apply(command);
        }
        const told = (trace: DataCenter['trace']): string => written(trace.filter(({ kind }) => kind !== 'network.announced').map((event) => ({ ...event, sequence: 0 })));
        expect(told(again.trace.slice(from))).toBe(told(dataCenter.trace.slice(from)));
      }),
      { numRuns: 20 },
    );
  });
});
