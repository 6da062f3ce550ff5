import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/simulator/datacenter/commands.ts';
import type { GuestSettings } from '../../../src/simulator/machine/guest-settings.ts';
import { GIBIBYTE, MEBIBYTE } from '../../../src/simulator/memory/page.ts';
import { advance, apply, refusalOf, threeHosts, vmOf, worldWithWriter } from './worlds.ts';

type Create = Extract<Command, { kind: 'vm.create' }>;

function create(changes: Partial<Create> = {}): Create {
  return { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: MEBIBYTE, guest: { kind: 'idle' }, ...changes };
}

describe('creating a VM', () => {
  test('puts it on its host, stopped, and takes its memory from there', () => {
    const world = threeHosts();
    expect(apply(world, create())).toEqual([
      { sequence: 4, time: 0, kind: 'vm.created', vm: 'web', host: 'alpha', memoryBytes: 1_048_576 },
    ]);
    expect(vmOf(world, 'web')).toEqual({
      name: 'web',
      host: 'alpha',
      state: 'stopped',
      lost: null,
      clients: null,
      memoryBytes: 1_048_576,
      guest: { kind: 'idle' },
      guestStepsPerSecond: 0,
      guestSteps: 0,
      guestReport: null,
      snapshots: [],
      currentSnapshot: null,
      migration: null,
    });
    expect(world.inventory().hosts[0]?.freeBytes).toBe(1_072_693_248);
  });

  test('may fill the host to the last byte', () => {
    const world = threeHosts();
    apply(world, create({ memoryBytes: GIBIBYTE }));
    expect(world.inventory().hosts[0]?.freeBytes).toBe(0);
    expect(refusalOf(world, create({ vm: 'mail' }))).toBe(
      'Host "alpha" has no room for VM "mail": it needs 1 MiB, and 0 bytes are free.',
    );
  });

  test('is refused where the name is taken or cannot be one, or the host is unknown', () => {
    const world = worldWithWriter();
    expect(refusalOf(world, create())).toBe('There is a VM "web" already: choose another name.');
    expect(refusalOf(world, create({ vm: 'web server' }))).toBe(
      '"web server" cannot be the name of a VM: use 1 to 40 letters, digits, dots, dashes or underscores, and begin with a letter.',
    );
    expect(refusalOf(world, create({ vm: 'mail', host: 'delta' }))).toBe(
      'There is no host "delta". There are: alpha, beta, gamma.',
    );
  });

  test('is refused where the memory is out of bounds or not whole pages', () => {
    const world = threeHosts();
    expect(refusalOf(world, create({ memoryBytes: 4096 }))).toBe(
      'The memory of VM "web" must be a whole number from 1 MiB to 1 TiB, not 4096 bytes.',
    );
    expect(refusalOf(world, create({ memoryBytes: MEBIBYTE + 5 }))).toBe(
      'The memory of VM "web" must be a multiple of 4096 bytes (one page), not 1048581.',
    );
  });

  test('is refused where the share of zero pages is not one', () => {
    for (const zeroShare of [-0.1, 1.5, Number.NaN]) {
      expect(refusalOf(threeHosts(), create({ zeroShare }))).toBe(
        `zeroShare must be a number from 0 to 1, not ${zeroShare}.`,
      );
    }
  });

  const workload = { pagesPerSecond: 100, workingSetPages: 10 };
  test.each<[GuestSettings, string]>([
    [{ kind: 'uniform', ...workload, pagesPerSecond: 0 }, 'pagesPerSecond must be a whole number from 1 to 8000000, not 0.'],
    [{ kind: 'uniform', ...workload, firstPage: 256 }, 'firstPage must be a whole number from 0 to 255, not 256.'],
    [
      { kind: 'uniform', ...workload, changedWordsPerWrite: 1025 },
      'changedWordsPerWrite must be a whole number from 1 to 1024, not 1025.',
    ],
    [{ kind: 'uniform', ...workload, workingSetPages: 257 }, 'workingSetPages must be a whole number from 1 to 256, not 257.'],
    [{ kind: 'sequential', ...workload, firstPage: 250 }, 'workingSetPages must be a whole number from 1 to 6, not 10.'],
    [
      { kind: 'hot-cold', ...workload, hotPages: 10, hotProbability: 0.5 },
      'hotPages must be a whole number from 1 to 9, not 10.',
    ],
    [
      { kind: 'hot-cold', ...workload, hotPages: 5, hotProbability: 2 },
      'hotProbability must be a number from 0 to 1, not 2.',
    ],
    [
      { kind: 'counter', countsPerSecond: 10 },
      'The memory of a VM with a counter must be a whole number from 1.06 MiB to 1 GiB, not 1 MiB.',
    ],
  ])('of 256 pages is refused with the guest %o', (guest, refusal) => {
    expect(refusalOf(threeHosts(), create({ guest }))).toBe(refusal);
  });

  test('with a counter is refused where it counts too fast', () => {
    const guest = { kind: 'counter', countsPerSecond: 8_000_001 } as const;
    expect(refusalOf(threeHosts(), create({ memoryBytes: 2 * MEBIBYTE, guest }))).toBe(
      'countsPerSecond must be a whole number from 1 to 8000000, not 8000001.',
    );
  });
});

describe('the life of a VM', () => {
  test('is start, pause, resume, stop, delete', () => {
    const world = threeHosts();
    apply(world, create({ guest: { kind: 'sequential', pagesPerSecond: 10, workingSetPages: 5 } }));
    expect(apply(world, { kind: 'vm.start', vm: 'web' })).toMatchObject([{ kind: 'vm.started', vm: 'web' }]);
    advance(world, 1000);
    expect(vmOf(world, 'web')).toMatchObject({ state: 'running', guestStepsPerSecond: 10, guestSteps: 10 });

    expect(apply(world, { kind: 'vm.pause', vm: 'web' })).toMatchObject([{ kind: 'vm.paused', vm: 'web' }]);
    advance(world, 5000);
    expect(vmOf(world, 'web')).toMatchObject({ state: 'paused', guestStepsPerSecond: 0, guestSteps: 10 });

    expect(apply(world, { kind: 'vm.resume', vm: 'web' })).toMatchObject([{ kind: 'vm.resumed', vm: 'web' }]);
    advance(world, 500);
    expect(vmOf(world, 'web')).toMatchObject({ state: 'running', guestSteps: 15 });

    expect(apply(world, { kind: 'vm.stop', vm: 'web' })).toMatchObject([{ kind: 'vm.stopped', vm: 'web' }]);
    expect(vmOf(world, 'web')).toMatchObject({ state: 'stopped', guestSteps: 0 });

    expect(apply(world, { kind: 'vm.delete', vm: 'web' })).toMatchObject([{ kind: 'vm.deleted', vm: 'web' }]);
    expect(world.inventory().hosts[0]).toMatchObject({ freeBytes: GIBIBYTE, vms: [] });
  });

  test('begins again at power-on: the same boot every time, whatever happened before', () => {
    const world = worldWithWriter();
    const booted = world.stateHash('web');
    advance(world, 1000);
    expect(world.stateHash('web')).not.toBe(booted);
    apply(world, { kind: 'vm.stop', vm: 'web' }, { kind: 'vm.start', vm: 'web' });
    expect(world.stateHash('web')).toBe(booted);
  });

  test('can end from a pause', () => {
    const world = worldWithWriter();
    apply(world, { kind: 'vm.pause', vm: 'web' }, { kind: 'vm.stop', vm: 'web' });
    expect(vmOf(world, 'web').state).toBe('stopped');
  });
});

describe('what makes no sense is refused', () => {
  const verbs = ['vm.start', 'vm.pause', 'vm.resume', 'vm.stop', 'vm.delete'] as const;

  function refusals(...before: Command[]): string[] {
    const world = threeHosts();
    apply(world, create(), ...before);
    return verbs.flatMap((kind) => {
      const probe = threeHosts();
      apply(probe, create(), ...before);
      const outcome = probe.apply({ kind, vm: 'web' });
      return outcome.ok ? [] : [refusalOf(world, { kind, vm: 'web' })];
    });
  }

  test('of a running VM', () => {
    expect(refusals({ kind: 'vm.start', vm: 'web' })).toEqual([
      'VM "web" is running already.',
      'VM "web" is running already.',
      'VM "web" is running: stop it before you delete it.',
    ]);
  });

  test('of a paused VM', () => {
    expect(refusals({ kind: 'vm.start', vm: 'web' }, { kind: 'vm.pause', vm: 'web' })).toEqual([
      'VM "web" is paused: resume it instead of starting it.',
      'VM "web" is paused, so there is nothing to pause.',
      'VM "web" is paused: stop it before you delete it.',
    ]);
  });

  test('of a stopped VM', () => {
    expect(refusals()).toEqual([
      'VM "web" is stopped, so there is nothing to pause.',
      'VM "web" is stopped: start it instead of resuming it.',
      'VM "web" is stopped already.',
    ]);
  });

  test.each(verbs)('%s of a VM that is not there', (kind) => {
    expect(refusalOf(threeHosts(), { kind, vm: 'mail' })).toBe('There is no VM "mail". There is no VM yet.');
    expect(refusalOf(worldWithWriter(), { kind, vm: 'mail' })).toBe('There is no VM "mail". There are: web.');
  });

  test.each(verbs)('%s of a VM that migrates', (kind) => {
    const world = worldWithWriter();
    apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta' });
    expect(refusalOf(world, { kind, vm: 'web' })).toBe(
      'VM "web" is migrating to beta: wait for it, or cancel the migration first.',
    );
  });

  test.each(verbs)('%s of a VM of which a snapshot is being taken', (kind) => {
    const world = worldWithWriter();
    apply(world, { kind: 'vm.snapshot', vm: 'web' });
    expect(refusalOf(world, { kind, vm: 'web' })).toBe(
      'A snapshot of VM "web" is being taken: try again in a moment.',
    );
  });
});
