import { describe, expect, test } from 'vitest';
import { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import { advance, apply, refusalOf, threeHosts, vmOf, worldWithWriter } from './worlds.ts';

describe('a host that fails', () => {
  test('takes with it what ran there: the memory is gone for good', () => {
    const world = worldWithWriter();
    advance(world, 1000);
    expect(apply(world, { kind: 'host.fail', host: 'alpha' })).toMatchObject([
      { kind: 'host.failed', host: 'alpha' },
      { kind: 'vm.lost', vm: 'web', reason: 'host alpha failed while it was there' },
    ]);
    expect(world.inventory().hosts[0]).toMatchObject({ name: 'alpha', up: false });
    expect(vmOf(world, 'web')).toMatchObject({
      host: 'alpha',
      state: 'stopped',
      lost: 'host alpha failed while it was there',
      guestSteps: 0,
    });
    apply(world, { kind: 'host.repair', host: 'alpha' }, { kind: 'vm.start', vm: 'web' });
    expect(vmOf(world, 'web')).toMatchObject({ state: 'running', lost: null });
  });

  test('the reason is kept until the VM is started anew or rolled back, even when the world was saved', () => {
    const world = worldWithWriter();
    apply(world, { kind: 'vm.snapshot', vm: 'web' });
    advance(world, 1000);
    apply(world, { kind: 'host.fail', host: 'alpha' });
    const reason = 'host alpha failed while it was there';
    expect(vmOf(world, 'web').lost).toBe(reason);
    const restored = DataCenter.restore(world.save());
    expect(vmOf(restored, 'web').lost).toBe(reason);
    for (const [each, again] of [
      [world, { kind: 'vm.start', vm: 'web' }],
      [restored, { kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' }],
    ] as const) {
      apply(each, { kind: 'host.repair', host: 'alpha' }, again);
      advance(each, 100);
      expect(vmOf(each, 'web')).toMatchObject({ lost: null, state: 'running' });
    }
  });

  test('leaves alone what was stopped, and what ran elsewhere', () => {
    const world = worldWithWriter();
    apply(world, { kind: 'vm.stop', vm: 'web' });
    expect(apply(world, { kind: 'host.fail', host: 'alpha' })).toMatchObject([{ kind: 'host.failed' }]);
    const other = worldWithWriter();
    expect(apply(other, { kind: 'host.fail', host: 'gamma' })).toMatchObject([{ kind: 'host.failed' }]);
    expect(vmOf(other, 'web').state).toBe('running');
  });

  test('fails a migration from it, and the VM is lost', () => {
    const world = worldWithWriter();
    apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta' });
    advance(world, 3);
    expect(apply(world, { kind: 'host.fail', host: 'alpha' })).toMatchObject([
      { kind: 'host.failed' },
      { kind: 'migration.failed', reason: 'Host alpha failed.' },
      { kind: 'vm.lost', vm: 'web' },
    ]);
    expect(advance(world, 1000)).toEqual([]);
  });

  test('fails a migration to it, and the source runs on', () => {
    const world = worldWithWriter();
    apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta' });
    advance(world, 3);
    expect(apply(world, { kind: 'host.fail', host: 'beta' })).toMatchObject([
      { kind: 'host.failed' },
      { kind: 'migration.failed', reason: 'Host beta failed.' },
    ]);
    advance(world, 997);
    expect(vmOf(world, 'web')).toMatchObject({ host: 'alpha', state: 'running', guestSteps: 20 });
  });

  test('fails a snapshot that is being taken there', () => {
    const world = worldWithWriter();
    apply(world, { kind: 'vm.snapshot', vm: 'web' });
    expect(apply(world, { kind: 'host.fail', host: 'alpha' })).toMatchObject([
      { kind: 'host.failed' },
      { kind: 'snapshot.failed', vm: 'web', reason: 'Host alpha failed.' },
      { kind: 'vm.lost', vm: 'web' },
    ]);
    expect(advance(world, 1000)).toEqual([]);
    expect(vmOf(world, 'web').snapshots).toEqual([]);
  });

  test('keeps its failed VMs from starting there until it is repaired; snapshots are kept elsewhere', () => {
    const world = worldWithWriter();
    apply(world, { kind: 'vm.snapshot', vm: 'web' });
    advance(world, 1000);
    apply(world, { kind: 'host.fail', host: 'alpha' });
    const failed = 'Host "alpha" has failed: repair it first.';
    expect(refusalOf(world, { kind: 'vm.start', vm: 'web' })).toBe(failed);
    expect(refusalOf(world, { kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' })).toBe(failed);
    expect(
      refusalOf(world, { kind: 'vm.create', vm: 'mail', host: 'alpha', memoryBytes: 1_048_576, guest: { kind: 'idle' } }),
    ).toBe(failed);
    expect(apply(world, { kind: 'host.repair', host: 'alpha' })).toMatchObject([{ kind: 'host.repaired', host: 'alpha' }]);
    apply(world, { kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' });
    advance(world, 10);
    expect(vmOf(world, 'web').state).toBe('running');
  });

  test('takes no migration', () => {
    const world = worldWithWriter();
    apply(world, { kind: 'host.fail', host: 'beta' });
    expect(refusalOf(world, { kind: 'vm.migrate', vm: 'web', to: 'beta' })).toBe(
      'Host "beta" has failed: repair it first.',
    );
  });

  test('cannot fail again, nor be repaired where it has not failed', () => {
    const world = threeHosts();
    expect(refusalOf(world, { kind: 'host.repair', host: 'alpha' })).toBe(
      'Host "alpha" has not failed, so there is nothing to repair.',
    );
    apply(world, { kind: 'host.fail', host: 'alpha' });
    expect(refusalOf(world, { kind: 'host.fail', host: 'alpha' })).toBe('Host "alpha" has failed already.');
    expect(refusalOf(world, { kind: 'host.exhaust', host: 'alpha' })).toBe('Host "alpha" has failed: repair it first.');
  });
});

describe('a host that runs out of memory', () => {
  test('cannot keep what is coming in; what runs there runs on', () => {
    const world = worldWithWriter();
    apply(
      world,
      { kind: 'vm.create', vm: 'mail', host: 'beta', memoryBytes: 1_048_576, guest: { kind: 'idle' } },
      { kind: 'vm.start', vm: 'mail' },
      { kind: 'vm.migrate', vm: 'web', to: 'beta' },
    );
    advance(world, 3);
    expect(apply(world, { kind: 'host.exhaust', host: 'beta' })).toMatchObject([
      { kind: 'host.exhausted', host: 'beta' },
      { kind: 'migration.failed', reason: 'Host beta ran out of memory.' },
    ]);
    expect(vmOf(world, 'mail').state).toBe('running');
    expect(vmOf(world, 'web')).toMatchObject({ host: 'alpha', state: 'running' });
  });
});
