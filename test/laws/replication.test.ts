import { expect, test } from 'vitest';
import type { Command } from '../../src/simulator/datacenter/commands.ts';
import type { EventBody } from '../../src/simulator/datacenter/events.ts';
import { PAGE_BYTES } from '../../src/simulator/memory/page.ts';
import { guests, links, seeds } from '../helpers/arbitraries.ts';
import { watchedWorld } from '../helpers/watched-world.ts';
import { expectGuestsUnharmed, expectTidyWorld, settle } from './world-laws.ts';
import fc from '../helpers/property.ts';

const PAGES = 300;

const plans = fc.record({
  seed: seeds,
  guest: guests(PAGES),
  disk: fc.constantFrom(undefined, false, true),
  link: links,
  everyMilliseconds: fc.integer({ min: 5, max: 60 }),
  fault: fc.constantFrom<Command>({ kind: 'host.fail', host: 'alpha' }, { kind: 'vm.failOver', vm: 'web' }, { kind: 'host.fail', host: 'beta' }, { kind: 'link.edit', between: ['alpha', 'beta'], up: false }),
  after: fc.integer({ min: 0, max: 600_000_000 }),
});

/** Replicates a VM, lets something happen, and looks at what is left of it and at what was known outside by then. */
test('the replica that takes over is the last whole checkpoint, and nothing that is undone was ever known outside', () => {
  let takenOver = 0;
  fc.assert(
    fc.property(plans, ({ seed, guest, disk, link, everyMilliseconds, fault, after }) => {
      const happened: EventBody[] = [];
      const watched = watchedWorld(seed, (event) => happened.push(event));
      const { world, dataCenter } = watched;
      const apply = (command: Command): void => expect(dataCenter.apply(command)).toMatchObject({ ok: true });
      for (const host of ['alpha', 'beta']) apply({ kind: 'host.add', host, memoryBytes: 2 ** 26 });
      apply({ kind: 'link.edit', between: ['alpha', 'beta'], ...link });
      const own = disk === undefined ? {} : { disk: { bytes: 1_048_576, writesPerSecond: 200, shared: disk } };
      apply({ kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: PAGES * PAGE_BYTES, guest, ...own });
      apply({ kind: 'vm.start', vm: 'web' });
      apply({ kind: 'vm.attachClients', vm: 'web', requestsPerSecond: 300 });
      apply({ kind: 'vm.replicate', vm: 'web', to: 'beta', everyMilliseconds });
      const { replication, machine } = world.vm('web');
      if (replication === null) throw new Error('It is not replicated.');

      const states = new Map<number, { readonly state: string; readonly runningTime: number }>();
      const { output } = replication;
      const sealed = output.sealed.bind(output);
      output.sealed = (checkpoint) => {
        states.set(checkpoint, { state: machine.stateHash(), runningTime: machine.vcpu.runningTime });
        sealed(checkpoint);
      };
      let known = 0;
      const confirmed = output.confirmed.bind(output);
      output.confirmed = (checkpoint) => {
        known = checkpoint;
        expect(checkpoint, 'what goes out is covered by what the replica has').toBeLessThanOrEqual(replication.checkpoint);
        return confirmed(checkpoint);
      };

      apply({ kind: 'world.advance', nanoseconds: after });
      dataCenter.apply(fault);
      const lost = happened.find((event) => event.kind === 'replication.primary-lost');
      if (lost !== undefined) {
        takenOver++;
        expect(lost.checkpoint).toBeGreaterThanOrEqual(known);
        expect(world.vm('web').machine.stateHash()).toBe(states.get(lost.checkpoint)?.state);
        expect(lost.lostTime).toBe(machine.vcpu.runningTime - (states.get(lost.checkpoint)?.runningTime ?? 0));
      }
      expectGuestsUnharmed(world);
      apply({ kind: 'vm.detachClients', vm: 'web' });
      settle(watched);
      expectTidyWorld(world);
      expectGuestsUnharmed(world);
      const kinds = happened.map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'replication.failed-over').length).toBe(lost === undefined ? 0 : 1);
    }),
    { numRuns: 80 },
  );
  expect(takenOver).toBeGreaterThan(0);
});
