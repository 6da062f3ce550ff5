import { describe, expect, test } from 'vitest';
import { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import { GIBIBYTE, MEBIBYTE } from '../../../src/simulator/memory/page.ts';
import { advance, apply, only, refusalOf, threeHosts, worldWithWriter } from './worlds.ts';

describe('adding a host', () => {
  test('puts it into the inventory, empty and with all its memory free', () => {
    const world = new DataCenter(1);
    expect(apply(world, { kind: 'host.add', host: 'alpha', memoryBytes: GIBIBYTE })).toEqual([
      { sequence: 0, time: 0, kind: 'host.added', host: 'alpha', memoryBytes: 1_073_741_824 },
    ]);
    expect(world.inventory().hosts).toMatchObject([
      { name: 'alpha', memoryBytes: 1_073_741_824, freeBytes: 1_073_741_824, vms: [] },
    ]);
  });

  test('is refused where the name is taken or cannot be one', () => {
    const world = threeHosts();
    const add = (host: string) => refusalOf(world, { kind: 'host.add', host, memoryBytes: GIBIBYTE });
    expect(add('alpha')).toBe('There is a host "alpha" already: choose another name.');
    for (const name of ['', '1st', 'two words', 'straße', 'a'.repeat(41), 'a\n']) {
      expect(add(name)).toBe(
        `"${name}" cannot be the name of a host: use 1 to 40 letters, digits, dots, dashes or underscores, and begin with a letter.`,
      );
    }
  });

  test('is refused where the memory is out of bounds or not whole pages', () => {
    const world = new DataCenter(1);
    const add = (memoryBytes: number) => refusalOf(world, { kind: 'host.add', host: 'alpha', memoryBytes });
    const bounds = 'The memory of host "alpha" must be a whole number from 16 MiB to 64 TiB';
    expect(add(15 * MEBIBYTE)).toBe(`${bounds}, not 15 MiB.`);
    expect(add(-1)).toBe(`${bounds}, not -1 bytes.`);
    expect(add(Number.NaN)).toBe(`${bounds}, not NaN bytes.`);
    expect(add(65 * 2 ** 40)).toBe(`${bounds}, not 65 TiB.`);
    expect(add(16 * MEBIBYTE + 1)).toBe(
      'The memory of host "alpha" must be a multiple of 4096 bytes (one page), not 16777217.',
    );
  });
});

describe('removing a host', () => {
  test('takes it and its links out', () => {
    const world = threeHosts();
    expect(apply(world, { kind: 'host.remove', host: 'beta' })).toMatchObject([{ kind: 'host.removed', host: 'beta' }]);
    const inventory = world.inventory();
    expect(inventory.hosts.map((host) => host.name)).toEqual(['alpha', 'gamma']);
    expect(inventory.links).toEqual([]);
  });

  test('is refused where there is no such host', () => {
    expect(refusalOf(threeHosts(), { kind: 'host.remove', host: 'delta' })).toBe(
      'There is no host "delta". There are: alpha, beta, gamma.',
    );
    expect(refusalOf(new DataCenter(1), { kind: 'host.remove', host: 'delta' })).toBe(
      'There is no host "delta". There is no host yet.',
    );
  });

  test('is refused while VMs are there, or on their way', () => {
    const world = worldWithWriter();
    expect(refusalOf(world, { kind: 'host.remove', host: 'alpha' })).toBe(
      'Host "alpha" still has VMs (web): migrate or delete them before you remove it.',
    );
    apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta' });
    expect(refusalOf(world, { kind: 'host.remove', host: 'beta' })).toBe(
      'VM "web" is migrating to host "beta": cancel that or wait for it before you remove the host.',
    );
  });
});

describe('editing a link', () => {
  test('makes one of 1 Gbit/s and 100 microseconds where nothing is said', () => {
    const world = threeHosts();
    expect(apply(world, { kind: 'link.edit', between: ['gamma', 'alpha'] })).toEqual([
      {
        sequence: 4,
        time: 0,
        kind: 'link.edited',
        between: ['alpha', 'gamma'],
        bytesPerSecond: 125_000_000,
        latencyNanoseconds: 100_000,
        up: true,
      },
    ]);
  });

  test('changes what is given, in either order of the names, and leaves the rest', () => {
    const world = threeHosts();
    apply(
      world,
      { kind: 'link.edit', between: ['beta', 'alpha'], bytesPerSecond: 1_000_000 },
      { kind: 'link.edit', between: ['alpha', 'beta'], latencyNanoseconds: 5 },
      { kind: 'link.edit', between: ['alpha', 'beta'], up: false },
    );
    expect(world.inventory().links).toEqual([
      { between: ['alpha', 'beta'], bytesPerSecond: 1_000_000, latencyNanoseconds: 5, up: false },
    ]);
    apply(world, { kind: 'link.edit', between: ['alpha', 'beta'], up: true });
    expect(world.inventory().links).toMatchObject([{ up: true }]);
  });

  test('can make a link that is down', () => {
    const world = threeHosts();
    apply(world, { kind: 'link.edit', between: ['beta', 'gamma'], up: false });
    expect(world.inventory().links).toMatchObject([{ between: ['alpha', 'beta'] }, { between: ['beta', 'gamma'], up: false }]);
  });

  test('is refused where a host is unknown, or both ends are the same', () => {
    const world = threeHosts();
    expect(refusalOf(world, { kind: 'link.edit', between: ['alpha', 'delta'] })).toBe(
      'There is no host "delta". There are: alpha, beta, gamma.',
    );
    expect(refusalOf(world, { kind: 'link.edit', between: ['alpha', 'alpha'] })).toBe(
      'A link joins two hosts: "alpha" needs no link to itself.',
    );
  });

  test('is refused where bandwidth or latency are out of bounds', () => {
    const world = threeHosts();
    const between = ['alpha', 'beta'] as const;
    expect(refusalOf(world, { kind: 'link.edit', between, bytesPerSecond: 999 })).toBe(
      'The bandwidth of a link, in bytes a second, must be a whole number from 1000 to 1000000000000, not 999.',
    );
    expect(refusalOf(world, { kind: 'link.edit', between, latencyNanoseconds: 0.5 })).toBe(
      'The latency of a link, in nanoseconds, must be a whole number from 0 to 10000000000, not 0.5.',
    );
  });

  test('to down in mid-migration tells first of the link, then of the migration that fails', () => {
    const world = worldWithWriter();
    apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta' });
    advance(world, 3);
    const events = apply(world, { kind: 'link.edit', between: ['alpha', 'beta'], up: false });
    expect(events.map((event) => event.kind)).toEqual(['link.edited', 'migration.failed']);
    expect(only(events, 'migration.failed')[0]?.reason).toBe('The link between alpha and beta went down.');
  });
});
