import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/simulator/datacenter/commands.ts';
import { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import type { WorldEvent } from '../../../src/simulator/datacenter/events.ts';
import { MEBIBYTE } from '../../../src/simulator/memory/page.ts';
import { advance, apply, only, refusalOf, threeHosts, vmOf } from './worlds.ts';

/** VMs one, two and three of 100 MiB run on alpha; four is stopped there. Links join alpha to both others. */
function crowdedHost(): DataCenter {
  const world = threeHosts();
  apply(world, { kind: 'link.edit', between: ['alpha', 'gamma'] });
  for (const vm of ['one', 'two', 'three', 'four']) {
    apply(world, { kind: 'vm.create', vm, host: 'alpha', memoryBytes: 100 * MEBIBYTE, guest: { kind: 'idle' } });
    if (vm !== 'four') apply(world, { kind: 'vm.start', vm });
  }
  return world;
}

/** The VMs whose migrations begin and end, in order. */
function story(events: readonly WorldEvent[]): string[] {
  const vms = new Map<string, string>();
  return events.flatMap((event) => {
    if (event.kind === 'migration.started') {
      vms.set(event.migration, event.vm);
      return [`${event.vm} to ${event.to}`];
    }
    if (event.kind === 'migration.completed') return [`${vms.get(event.migration)} is there`];
    return [];
  });
}

describe('draining a host', () => {
  test('moves its running VMs, two at a time, each to the host with the most room', () => {
    const world = crowdedHost();
    const events = [...apply(world, { kind: 'host.drain', host: 'alpha' }), ...advance(world, 10_000)];
    expect(events[0]).toMatchObject({ kind: 'host.drain-started', vms: ['one', 'two', 'three'], parallel: 2 });
    expect(story(events)).toEqual(['one to beta', 'two to gamma', 'one is there', 'three to beta', 'two is there', 'three is there']);
    expect(events.at(-1)).toMatchObject({ kind: 'host.drain-ended', host: 'alpha', moved: ['one', 'two', 'three'], left: [] });
    expect(['one', 'two', 'three', 'four'].map((vm) => vmOf(world, vm).host)).toEqual(['beta', 'gamma', 'beta', 'alpha']);
  });

  test('moves one at a time where it is told to', () => {
    const world = crowdedHost();
    const events = [...apply(world, { kind: 'host.drain', host: 'alpha', parallel: 1 }), ...advance(world, 10_000)];
    expect(story(events)).toEqual([
      'one to beta',
      'one is there',
      'two to gamma',
      'two is there',
      'three to beta',
      'three is there',
    ]);
  });

  test('tells which VMs could not be moved, and why', () => {
    const world = crowdedHost();
    for (const host of ['beta', 'gamma']) {
      apply(world, { kind: 'vm.create', vm: `big-${host}`, host, memoryBytes: 900 * MEBIBYTE, guest: { kind: 'idle' } });
    }
    const events = [...apply(world, { kind: 'host.drain', host: 'alpha', parallel: 3 }), ...advance(world, 10_000)];
    expect(only(events, 'host.drain-ended')).toMatchObject([
      {
        moved: ['one', 'two'],
        left: [{ vm: 'three', reason: 'Host "beta" has no room for VM "three": it needs 100 MiB, and 24 MiB are free.' }],
      },
    ]);
  });

  test('goes on with the next VM when a migration is cancelled', () => {
    const world = crowdedHost();
    apply(world, { kind: 'host.drain', host: 'alpha', parallel: 1 });
    const events = [...apply(world, { kind: 'vm.cancelMigration', vm: 'one' }), ...advance(world, 10_000)];
    expect(only(events, 'host.drain-ended')).toMatchObject([
      { moved: ['two', 'three'], left: [{ vm: 'one', reason: 'The migration was cancelled.' }] },
    ]);
  });

  test('ends where no host can be reached', () => {
    const world = crowdedHost();
    for (const other of ['beta', 'gamma']) apply(world, { kind: 'link.edit', between: ['alpha', other], up: false });
    const reason = 'There is no other host with a link that is up.';
    expect(only(apply(world, { kind: 'host.drain', host: 'alpha' }), 'host.drain-ended')).toMatchObject([
      { moved: [], left: ['one', 'two', 'three'].map((vm) => ({ vm, reason })) },
    ]);
  });

  test('ends when the host fails: no migration begins that could only break', () => {
    const world = crowdedHost();
    apply(world, { kind: 'host.drain', host: 'alpha', parallel: 1 });
    advance(world, 10);
    const events = apply(world, { kind: 'host.fail', host: 'alpha' });
    expect(story(events)).toEqual([]);
    expect(only(events, 'host.drain-ended')).toMatchObject([{ moved: [], left: [{ vm: 'one' }, { vm: 'two' }, { vm: 'three' }] }]);
    expect(only(events, 'vm.lost').map((event) => event.vm)).toEqual(['one', 'two', 'three']);
    expect(advance(world, 10_000)).toEqual([]);
  });

  test('is refused where it makes no sense', () => {
    const drain = (world: DataCenter, host: string, parallel = 2) => refusalOf(world, { kind: 'host.drain', host, parallel });
    expect(drain(crowdedHost(), 'beta')).toBe('Neither a VM nor a container runs on host "beta", so there is nothing to drain.');
    const leaving = crowdedHost();
    for (const vm of ['one', 'two', 'three']) apply(leaving, { kind: 'vm.migrate', vm, to: 'beta' });
    expect(drain(leaving, 'alpha')).toBe('Everything that runs on host "alpha" is migrating already, so there is nothing to drain.');
    expect(drain(crowdedHost(), 'delta')).toBe('There is no host "delta". There are: alpha, beta, gamma.');
    expect(drain(crowdedHost(), 'alpha', 0)).toBe(
      'The number of migrations at a time must be a whole number from 1 to 100, not 0.',
    );
    const world = crowdedHost();
    apply(world, { kind: 'host.drain', host: 'alpha' });
    expect(world.inventory().hosts.map((host) => host.draining)).toEqual([true, false, false]);
    expect(drain(world, 'alpha')).toBe('Host "alpha" is being drained already.');
  });
});

describe('draining a host with containers', () => {
  /** Containers on alpha, which run but for the last one, beside the VMs one, two and three. */
  function mixedHost(...containers: readonly Omit<Extract<Command, { kind: 'container.create' }>, 'kind' | 'host'>[]): DataCenter {
    const world = crowdedHost();
    for (const container of containers) apply(world, { kind: 'container.create', host: 'alpha', walls: 'usual', ...container });
    for (const { container } of containers.slice(0, -1)) apply(world, { kind: 'container.start', container });
    return world;
  }

  const places = (world: DataCenter): string[] => world.inventory().hosts.flatMap(({ name, containers = [] }) => containers.map((container) => `${container.name} ${container.state} on ${name}`));

  test('moves them as the VMs, so many of both at a time', () => {
    const world = mixedHost({ container: 'box', publish: ['8080:80'] }, { container: 'other' }, { container: 'waiting' });
    const events = [...apply(world, { kind: 'host.drain', host: 'alpha', parallel: 2 }), ...advance(world, 20_000)];
    expect(events[0]).toMatchObject({ kind: 'host.drain-started', vms: ['one', 'two', 'three'], containers: ['box', 'other'] });
    const begun = events.filter(({ kind }) => kind === 'migration.started').length;
    expect(begun).toBe(5);
    let [underWay, most] = [0, 0];
    for (const { kind } of events) {
      if (kind === 'migration.started') most = Math.max(most, ++underWay);
      if (kind === 'migration.completed') underWay--;
    }
    expect([underWay, most]).toEqual([0, 2]);
    expect(only(events, 'host.drain-ended')).toMatchObject([{ left: [] }]);
    expect(only(events, 'host.drain-ended')[0]?.moved.toSorted()).toEqual(['box', 'one', 'other', 'three', 'two']);
    expect(places(world).toSorted()).toEqual(['box running on gamma', 'other running on gamma', 'waiting created on alpha']);
  });

  test('names those that cannot move with the reason that CRIU, or the other hosts, have', () => {
    const world = mixedHost({ container: 'chroot', walls: 'chroot' }, { container: 'port', publish: ['8080:80'] }, { container: 'busy' }, { container: 'last' });
    for (const vm of ['one', 'two', 'three']) apply(world, { kind: 'vm.stop', vm });
    for (const host of ['beta', 'gamma']) apply(world, { kind: 'container.create', container: `holder-${host}`, host, publish: ['8080:1'] });
    apply(world, { kind: 'container.checkpoint', container: 'busy', leaveRunning: true });
    const events = [...apply(world, { kind: 'host.drain', host: 'alpha' }), ...advance(world, 20_000)];
    expect(only(events, 'host.drain-ended')).toMatchObject([{
      moved: [],
      left: [
        { container: 'chroot', reason: 'The processes of container "chroot" have numbers of the host, which others may have by the time of a restore: create it with a pid namespace.' },
        { container: 'port', reason: 'Port 8080, which leads to the container, is taken on that host: free it there first, or choose another host.' },
        { container: 'busy', reason: 'Container "busy" is being checkpointed: wait until that is done.' },
      ],
    }]);
    expect(world.inventory().hosts[0]?.draining).toBe(false);
  });

  test('takes the next host where one refuses, and ends when the host fails', () => {
    const world = mixedHost({ container: 'box', publish: ['8080:80'] }, { container: 'last' });
    for (const vm of ['one', 'two', 'three']) apply(world, { kind: 'vm.stop', vm });
    apply(world, { kind: 'container.create', container: 'holder', host: 'beta', publish: ['8080:1'] });
    const copy = DataCenter.restore(world.save());
    expect(only([...apply(world, { kind: 'host.drain', host: 'alpha' }), ...advance(world, 20_000)], 'host.drain-ended')).toMatchObject([{ moved: ['box'], left: [] }]);
    expect(places(world)).toContain('box running on gamma');
    apply(copy, { kind: 'host.drain', host: 'alpha' });
    expect(only(apply(copy, { kind: 'host.fail', host: 'alpha' }), 'host.drain-ended')).toMatchObject([{ moved: [], left: [{ container: 'box' }] }]);
  });

  test('a world that is closed meanwhile tells what has moved and what stayed', () => {
    const world = mixedHost({ container: 'box' }, { container: 'last' });
    apply(world, { kind: 'host.drain', host: 'alpha', parallel: 100 });
    const events = DataCenter.restore(world.save()).trace;
    expect(only(events, 'host.drain-ended')).toMatchObject([{ moved: [], left: [{ vm: 'one' }, { vm: 'two' }, { vm: 'three' }, { container: 'box' }] }]);
  });
});
