import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/simulator/datacenter/commands.ts';
import type { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import { advance, apply, only, refusalOf, vmOf, worldWithWriter } from './worlds.ts';

/** Takes a snapshot and lets it be finished; 10 ms pass. */
function takeSnapshot(world: DataCenter, name?: string): void {
  apply(world, { kind: 'vm.snapshot', vm: 'web', ...(name !== undefined && { name }) });
  advance(world, 10);
}

function rollBack(world: DataCenter, snapshot: string): void {
  apply(world, { kind: 'snapshot.rollback', vm: 'web', snapshot });
  advance(world, 10);
}

function names(world: DataCenter): string[] {
  return vmOf(world, 'web').snapshots.map((snapshot) => `${snapshot.name} < ${snapshot.parent ?? 'root'}`);
}

describe('taking a snapshot', () => {
  test('stops the VM for the time to stop its vCPU, and tells so', () => {
    const world = worldWithWriter();
    advance(world, 1000);
    expect(apply(world, { kind: 'vm.snapshot', vm: 'web', name: ' before ', description: 'as it was' })).toMatchObject([
      { kind: 'snapshot.started', snapshot: 'snapshot-1', name: 'before', method: 'copy-on-write', memoryBytes: 1_048_576, diskBytes: 0 },
    ]);
    expect(advance(world, 10)).toMatchObject([
      {
        time: 1_000_700_000,
        kind: 'snapshot.taken',
        vm: 'web',
        snapshot: 'snapshot-1',
        name: 'before',
        parent: null,
        method: 'copy-on-write',
        pause: 700_000,
        copiedBytes: 0,
      },
    ]);
    expect(vmOf(world, 'web')).toMatchObject({ state: 'running', currentSnapshot: 'snapshot-1' });
    expect(vmOf(world, 'web').snapshots).toEqual([
      {
        id: 'snapshot-1',
        name: 'before',
        description: 'as it was',
        parent: null,
        takenAt: 1_000_700_000,
        method: 'copy-on-write',
        pause: 700_000,
      },
    ]);
  });

  test('by a full copy takes as long as copying 1 MiB at 4 GB a second on top', () => {
    const world = worldWithWriter();
    apply(world, { kind: 'vm.snapshot', vm: 'web', method: 'full-copy' });
    const [taken] = only(advance(world, 10), 'snapshot.taken');
    expect(taken).toMatchObject({ method: 'full-copy', pause: 962_144, copiedBytes: 1_048_576 });
  });

  test('of a paused VM is done at once and costs nothing', () => {
    const world = worldWithWriter();
    apply(world, { kind: 'vm.pause', vm: 'web' });
    expect(apply(world, { kind: 'vm.snapshot', vm: 'web' })).toMatchObject([
      { kind: 'snapshot.started' },
      { kind: 'snapshot.taken', pause: 0 },
    ]);
  });

  test('gives it a number as a name where none is given, and never the same again', () => {
    const world = worldWithWriter();
    takeSnapshot(world);
    takeSnapshot(world);
    apply(world, { kind: 'snapshot.delete', vm: 'web', snapshot: 'snapshot-2' });
    takeSnapshot(world);
    expect(names(world)).toEqual(['Snapshot 1 < root', 'Snapshot 3 < snapshot-1']);
  });

  test('is refused where the VM is stopped or the name is none', () => {
    const world = worldWithWriter();
    for (const name of ['', '   ', 'x'.repeat(101)]) {
      expect(refusalOf(world, { kind: 'vm.snapshot', vm: 'web', name })).toBe(
        'The name of a snapshot has 1 to 100 characters.',
      );
    }
    apply(world, { kind: 'vm.stop', vm: 'web' });
    expect(refusalOf(world, { kind: 'vm.snapshot', vm: 'web' })).toBe(
      'VM "web" is stopped: it has no CPU state and no memory to save; start it first.',
    );
  });
});

describe('rolling back', () => {
  test('puts the VM into the state in which the snapshot was taken, and it runs on from there', () => {
    const world = worldWithWriter();
    advance(world, 1000);
    takeSnapshot(world);
    advance(world, 2000);
    expect(vmOf(world, 'web').guestSteps).toBe(60);
    apply(world, { kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' });
    // 0.7 ms to stop and 0.7 ms to load.
    expect(advance(world, 1.4)).toMatchObject([{ kind: 'snapshot.rolled-back', vm: 'web', snapshot: 'snapshot-1' }]);
    expect(vmOf(world, 'web')).toMatchObject({ state: 'running', guestSteps: 20 });
    advance(world, 2000);
    expect(vmOf(world, 'web').guestSteps).toBe(60);
  });

  test('brings back the very same future', () => {
    const world = worldWithWriter();
    advance(world, 1000);
    apply(world, { kind: 'vm.pause', vm: 'web' });
    takeSnapshot(world);
    const hashAfterTwoSeconds = (): string => {
      apply(world, { kind: 'vm.resume', vm: 'web' });
      advance(world, 2000);
      apply(world, { kind: 'vm.pause', vm: 'web' });
      return world.stateHash('web');
    };
    const first = hashAfterTwoSeconds();
    rollBack(world, 'snapshot-1');
    expect(hashAfterTwoSeconds()).toBe(first);
  });

  test('to a snapshot of a paused VM leaves it paused; to one of a running VM lets a paused one run', () => {
    const world = worldWithWriter();
    takeSnapshot(world);
    apply(world, { kind: 'vm.pause', vm: 'web' });
    takeSnapshot(world);
    rollBack(world, 'snapshot-1');
    expect(vmOf(world, 'web').state).toBe('running');
    rollBack(world, 'snapshot-2');
    expect(vmOf(world, 'web').state).toBe('paused');
  });

  test.each<[string, Command]>([
    ['stopped', { kind: 'vm.stop', vm: 'web' }],
    ['lost', { kind: 'host.fail', host: 'alpha' }],
  ])('is the only way back for a VM that was %s: started anew it goes on from no snapshot', (_how, command) => {
    const world = worldWithWriter();
    takeSnapshot(world);
    apply(world, command);
    expect(vmOf(world, 'web').currentSnapshot).toBeNull();
    if (command.kind === 'host.fail') apply(world, { kind: 'host.repair', host: 'alpha' });
    apply(world, { kind: 'vm.start', vm: 'web' });
    takeSnapshot(world);
    expect(vmOf(world, 'web').snapshots.map(({ id, parent }) => [id, parent])).toEqual([
      ['snapshot-1', null],
      ['snapshot-2', null],
    ]);
    rollBack(world, 'snapshot-1');
    expect(vmOf(world, 'web').currentSnapshot).toBe('snapshot-1');
  });

  test('works for a stopped VM: it gets its memory and its registers from the snapshot', () => {
    const world = worldWithWriter();
    advance(world, 1000);
    apply(world, { kind: 'vm.pause', vm: 'web' });
    takeSnapshot(world);
    const hash = world.stateHash('web');
    apply(world, { kind: 'vm.stop', vm: 'web' });
    rollBack(world, 'snapshot-1');
    expect(world.stateHash('web')).toBe(hash);
    expect(vmOf(world, 'web')).toMatchObject({ state: 'paused', guestSteps: 20 });
  });

  test('makes the next snapshot a branch', () => {
    const world = worldWithWriter();
    takeSnapshot(world, 'one');
    takeSnapshot(world, 'two');
    rollBack(world, 'snapshot-1');
    takeSnapshot(world, 'three');
    expect(names(world)).toEqual(['one < root', 'two < snapshot-1', 'three < snapshot-1']);
    expect(vmOf(world, 'web').currentSnapshot).toBe('snapshot-3');
  });

  test('works on the host to which the VM has migrated since', () => {
    const world = worldWithWriter();
    takeSnapshot(world);
    apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta' });
    advance(world, 1000);
    rollBack(world, 'snapshot-1');
    expect(vmOf(world, 'web')).toMatchObject({ host: 'beta', state: 'running', currentSnapshot: 'snapshot-1' });
  });

  test('takes a moment, in which nothing else can be done with the VM', () => {
    const world = worldWithWriter();
    takeSnapshot(world);
    apply(world, { kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' });
    expect(refusalOf(world, { kind: 'vm.pause', vm: 'web' })).toBe(
      'VM "web" is being rolled back: try again in a moment.',
    );
    advance(world, 1.4);
    apply(world, { kind: 'vm.pause', vm: 'web' });
  });
});

describe('keeping the tree', () => {
  test('deleting one leaves its children to its parent', () => {
    const world = worldWithWriter();
    for (const name of ['one', 'two', 'three']) takeSnapshot(world, name);
    expect(apply(world, { kind: 'snapshot.delete', vm: 'web', snapshot: 'snapshot-2' })).toMatchObject([
      { kind: 'snapshot.deleted', vm: 'web', snapshot: 'snapshot-2' },
    ]);
    expect(names(world)).toEqual(['one < root', 'three < snapshot-1']);
    rollBack(world, 'snapshot-3');
    expect(vmOf(world, 'web').currentSnapshot).toBe('snapshot-3');
  });

  test('renaming one changes its name', () => {
    const world = worldWithWriter();
    takeSnapshot(world, 'one');
    expect(
      apply(world, { kind: 'snapshot.rename', vm: 'web', snapshot: 'snapshot-1', name: ' eins ' }),
    ).toMatchObject([{ kind: 'snapshot.renamed', vm: 'web', snapshot: 'snapshot-1', name: 'eins' }]);
    expect(names(world)).toEqual(['eins < root']);
    expect(refusalOf(world, { kind: 'snapshot.rename', vm: 'web', snapshot: 'snapshot-1', name: ' ' })).toBe(
      'The name of a snapshot has 1 to 100 characters.',
    );
  });

  test.each(['snapshot.rollback', 'snapshot.delete'] as const)('%s is refused where there is no such snapshot', (kind) => {
    const world = worldWithWriter();
    expect(refusalOf(world, { kind, vm: 'web', snapshot: 'snapshot-1' })).toBe(
      'VM "web" has no snapshot "snapshot-1". It has none yet.',
    );
    takeSnapshot(world);
    takeSnapshot(world);
    expect(refusalOf(world, { kind, vm: 'web', snapshot: 'snapshot-7' })).toBe(
      'VM "web" has no snapshot "snapshot-7". It has: snapshot-1, snapshot-2.',
    );
  });

  test('everything is refused while the VM migrates', () => {
    const world = worldWithWriter();
    takeSnapshot(world);
    apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta' });
    for (const command of [
      { kind: 'vm.snapshot', vm: 'web' },
      { kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' },
      { kind: 'snapshot.delete', vm: 'web', snapshot: 'snapshot-1' },
      { kind: 'snapshot.rename', vm: 'web', snapshot: 'snapshot-1', name: 'one' },
    ] as const) {
      expect(refusalOf(world, command)).toBe(
        'VM "web" is migrating to beta: wait for it, or cancel the migration first.',
      );
    }
  });
});
