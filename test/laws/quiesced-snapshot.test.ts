import { expect, test } from 'vitest';
import type { Command } from '../../src/simulator/datacenter/commands.ts';
import type { GuestReport } from '../../src/simulator/machine/guest-report.ts';
import type { ModelMachine } from '../../src/simulator/machine/model-machine.ts';
import { seeds } from '../helpers/arbitraries.ts';
import { watchedWorld } from '../helpers/watched-world.ts';
import fc from '../helpers/property.ts';

interface Plan {
  readonly seed: number;
  readonly warmUp: number;
  readonly flushEvery: number;
  readonly quiesce: boolean;
}

const plans: fc.Arbitrary<Plan> = fc.record({
  seed: seeds,
  warmUp: fc.integer({ min: 1_500_000_000, max: 4_000_000_000 }),
  flushEvery: fc.constantFrom(1, 8, 64),
  quiesce: fc.boolean(),
});

/** Takes a snapshot of the disk of a key-value server, goes back to it and starts: what it held then, and what it holds now. */
function goBackToTheDisk({ seed, warmUp, flushEvery, quiesce }: Plan): { readonly taken: GuestReport; readonly started: GuestReport } {
  let taken: GuestReport | null = null;
  const { world, dataCenter } = watchedWorld(seed, (event, inside) => {
    if (event.kind === 'snapshot.taken') taken = report(inside.vm('kv').machine);
  });
  const apply = (command: Command) => {
    expect(dataCenter.apply(command)).toMatchObject({ ok: true });
  };
  apply({ kind: 'host.add', host: 'alpha', memoryBytes: 2 ** 26 });
  apply({ kind: 'vm.create', vm: 'kv', host: 'alpha', memoryBytes: 2 ** 24, guest: { kind: 'key-value', requestsPerSecond: 100, flushEvery } });
  apply({ kind: 'vm.start', vm: 'kv' });
  apply({ kind: 'world.advance', nanoseconds: warmUp });
  apply({ kind: 'vm.snapshot', vm: 'kv', contents: 'disk', quiesce });
  apply({ kind: 'world.advance', nanoseconds: 1_000_000_000 });
  apply({ kind: 'snapshot.rollback', vm: 'kv', snapshot: 'snapshot-1' });
  apply({ kind: 'world.advance', nanoseconds: 10_000_000 });
  expect(world.vm('kv').state).toBe('stopped');
  apply({ kind: 'vm.start', vm: 'kv' });
  const { machine } = world.vm('kv');
  let started = report(machine);
  for (let step = 0; step < 3000 && started.state !== 'serving'; step++) {
    apply({ kind: 'world.advance', nanoseconds: 1_000_000 });
    started = report(machine);
  }
  if (taken === null) throw new Error('No snapshot was taken.');
  return { taken, started };
}

function report(machine: ModelMachine): GuestReport {
  machine.catchUp();
  const found = machine.guest.report?.(machine.vcpu.registers, machine.memory);
  if (found === undefined) throw new Error('The guest tells nothing of itself.');
  return found;
}

test('a server that was quiesced finds on its disk all that it held; one that was not has lost no more than it had not flushed', () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const { taken, started } = goBackToTheDisk(plan);
      expect(taken.state).toBe('serving');
      expect(started.state).toBe('serving');
      const lost = (taken.facts['log record'] as number) - (started.facts['log record'] as number);
      if (plan.quiesce) expect(started.checksum).toBe(taken.checksum);
      else expect(lost).toBeLessThan(plan.flushEvery + 1);
      expect(lost).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 30 },
  );
});
