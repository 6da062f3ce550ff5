import { describe, expect, test } from 'vitest';
import { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import { parseScenario } from '../../../src/simulator/datacenter/scenario-parse.ts';
import { buildWorld, runScenario } from '../../../src/simulator/datacenter/scenario-run.ts';
import type { Scenario } from '../../../src/simulator/datacenter/scenario.ts';
import { advance, apply, only, vmOf } from './worlds.ts';
import fc from '../../helpers/property.ts';

const UNTIL = 4_000;

function scenario(...commands: readonly object[]): Scenario {
  const parsed = parseScenario({
    hosts: [{ name: 'alpha', memory: '1 GiB' }, { name: 'beta', memory: '1 GiB' }],
    links: [{ between: ['alpha', 'beta'], bandwidth: '1 Gbit/s' }],
    vms: [{
      name: 'web', host: 'alpha', memory: '64 MiB',
      guest: { kind: 'uniform', pagesPerSecond: 2000, workingSet: '16 MiB' },
    }],
    commands,
    until: `${UNTIL} ms`,
  });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join(' '));
  return parsed.scenario;
}

const STORY = scenario(
  { at: '100 ms', kind: 'vm.snapshot', vm: 'web', name: 'before' },
  { at: '500 ms', kind: 'vm.migrate', vm: 'web', to: 'beta' },
  { at: '600 ms', kind: 'link.edit', between: ['alpha', 'beta'], bandwidth: '500 Mbit/s' },
  { at: '3 s', kind: 'snapshot.rollback', vm: 'web', snapshot: 'before' },
);

describe('what a scenario has in store', () => {
  test('happens when its time comes, as when the scenario is run, however often somebody looks', () => {
    const expected = runScenario(STORY).world;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: UNTIL }), { maxLength: 12 }), (looks) => {
        const world = buildWorld(STORY);
        const times = [...looks, UNTIL].sort((one, other) => one - other);
        times.forEach((time, index) => advance(world, time - (times[index - 1] ?? 0)));
        expect(world.trace).toEqual(expected.trace);
        expect(world.stateHash('web')).toBe(expected.stateHash('web'));
      }),
      { numRuns: 15 },
    );
  });

  test('is not lost where the world is saved meanwhile, and happens once', () => {
    const world = buildWorld(STORY);
    advance(world, 300);
    const restored = DataCenter.restore(world.save());
    advance(restored, UNTIL - 300);
    expect(only(restored.trace, 'snapshot.taken')).toHaveLength(1);
    expect(only(restored.trace, 'migration.started').map(({ time }) => time)).toEqual([500_000_000]);
    expect(only(restored.trace, 'snapshot.rolled-back')).toHaveLength(1);
    expect(JSON.parse(restored.save().header)).not.toHaveProperty('agenda');
  });

  test('changes nothing and is told where it is refused', () => {
    const world = buildWorld(scenario({ at: '1 s', kind: 'vm.migrate', vm: 'web', to: 'beta' }));
    apply(world, { kind: 'vm.stop', vm: 'web' }, { kind: 'vm.delete', vm: 'web' });
    const events = advance(world, 2_000);
    expect(events).toEqual([
      {
        sequence: expect.any(Number) as number, time: 1_000_000_000, kind: 'scenario.refused',
        command: expect.objectContaining({ kind: 'vm.migrate', vm: 'web', to: 'beta' }) as object,
        reason: 'There is no VM "web". There is no VM yet.',
      },
    ]);
  });

  test('comes at its time exactly, not when somebody looks', () => {
    const world = buildWorld(scenario({ at: '250 ms', kind: 'vm.pause', vm: 'web' }));
    advance(world, 249);
    expect(vmOf(world, 'web').state).toBe('running');
    expect(advance(world, 1000).map(({ kind, time }) => [kind, time])).toEqual([['vm.paused', 250_000_000]]);
  });
});
