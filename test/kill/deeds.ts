import type { WorldOrigin, WorldRequest } from '../../src/protocol/world.ts';
import type { Command } from '../../src/simulator/index.ts';
import { beginning, commands } from '../helpers/commands.ts';
import fc from '../helpers/property.ts';

/** What a user does to a world, by clicks and by opening labs. */
export type Deed = Extract<WorldRequest, { kind: 'apply' | 'load' | 'reset' | 'bring-back' | 'save' | 'clean-up' }>;

const LAB: WorldOrigin = { id: 'lab:kill', title: 'Kill' };

const machines = fc.constantFrom('web', 'web', 'counter');
const snapshots = fc.integer({ min: 1, max: 12 }).map((number) => `snapshot-${number}`);

const snapshotClicks: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constant('vm.snapshot' as const), vm: machines, method: fc.constantFrom('copy-on-write' as const, 'full-copy' as const) }),
  fc.record({ kind: fc.constantFrom('snapshot.rollback' as const, 'snapshot.delete' as const), vm: machines, snapshot: snapshots }),
  fc.record({ kind: fc.constant('snapshot.rename' as const), vm: machines, snapshot: snapshots, name: fc.string({ minLength: 1, maxLength: 8 }) }),
  fc.record({ kind: fc.constantFrom('vm.start' as const, 'vm.resume' as const), vm: machines }),
);

const containers = fc.constantFrom('box', 'box', 'jar');
const lines = fc.constantFrom('echo kept >> /tmp/f', 'rm -f /tmp/f', 'sleep 0.01; hostname', 'stress --vm-bytes 64K --vm-keep --timeout 100 &', 'dd if=/dev/random of=/tmp/d bs=1K count=8', 'exit');

const containerClicks: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constant('container.create' as const), container: containers, host: fc.constantFrom('alpha', 'beta') }),
  fc.record({ kind: fc.constantFrom('container.start' as const, 'container.start' as const, 'container.stop' as const, 'container.delete' as const), container: containers }),
  fc.record({ kind: fc.constant('container.type' as const), container: containers, terminal: fc.constant('t'), text: lines.map((line) => `${line}\n`) }),
  fc.record({ kind: fc.constant('container.checkpoint' as const), container: containers }),
);

/** A lab's world, with the machines that the clicks are meant for. */
const scenario = JSON.stringify({
  seed: 11,
  hosts: [{ name: 'alpha', memory: '32 MiB' }, { name: 'beta', memory: '32 MiB' }],
  links: [{ between: ['alpha', 'beta'], bandwidth: '100 Mbit/s' }],
});

const others: fc.Arbitrary<Deed> = fc.oneof(
  { arbitrary: fc.constant<Deed>({ kind: 'save' }), weight: 4 },
  { arbitrary: fc.constant<Deed>({ kind: 'clean-up' }), weight: 3 },
  { arbitrary: fc.constant<Deed>({ kind: 'load', scenario, origin: LAB }), weight: 1 },
  { arbitrary: fc.constant<Deed>({ kind: 'reset' }), weight: 1 },
  { arbitrary: fc.constant<Deed>({ kind: 'bring-back' }), weight: 2 },
);

const clicks = fc.oneof({ arbitrary: snapshotClicks, weight: 3 }, { arbitrary: containerClicks, weight: 3 }, { arbitrary: commands, weight: 2 });

const deeds: fc.Arbitrary<readonly Deed[]> = fc.oneof(
  { arbitrary: clicks.map((command): readonly Deed[] => [{ kind: 'apply', command }]), weight: 20 },
  { arbitrary: others.map((other) => [other]), weight: 3 },
  // In a world that has just begun there is nothing to click on.
  { arbitrary: fc.constant(beginning.map((command): Deed => ({ kind: 'apply', command }))), weight: 1 },
);

/** So many deeds, the same for the same seed. */
export function someDeeds(seed: number, count: number): readonly Deed[] {
  return fc.sample(deeds, { seed, numRuns: count }).flat();
}
