import { describe, expect, it } from 'vitest';
import type { Command } from '../../../../src/simulator/datacenter/commands.ts';
import type { GuestSettings } from '../../../../src/simulator/machine/guest-settings.ts';
import { MEBIBYTE } from '../../../../src/simulator/memory/page.ts';
import { advance, connection, events, run, vmOf, worldWithServer } from '../../../helpers/connected-world.ts';

const CONNECT = { kind: 'vm.connect', vm: 'web' } as const;

describe('Commands on connections', () => {
  it('name peers and give addresses by themselves', () => {
    const world = worldWithServer();
    run(world, [CONNECT, CONNECT]);
    advance(world, 1);
    expect(vmOf(world, 'web').network?.connections.map(({ peer, from, outcome }) => [peer, from, outcome])).toEqual([
      ['peer-1', '198.51.100.1:40001', 'in-step'],
      ['peer-2', '198.51.100.2:40002', 'in-step'],
    ]);
  });

  it.each<[string, readonly Command[], Command, string]>([
    ['a VM that is off', [{ kind: 'vm.stop', vm: 'web' }], CONNECT, 'VM "web" is stopped, so that no server listens in it: start it first.'],
    ['a VM that stands still', [{ kind: 'vm.pause', vm: 'web' }], CONNECT, 'VM "web" stands still, so that its server cannot begin to listen: let it run first.'],
    ['a name that is taken', [{ ...CONNECT, peer: 'shop' }], { ...CONNECT, peer: 'shop' }, 'There is a peer "shop" already: choose another name.'],
    ['a name that cannot be typed', [], { ...CONNECT, peer: '9' }, '"9" cannot be the name of a peer: use 1 to 40 letters, digits, dots, dashes or underscores, and begin with a letter.'],
    ['no patience', [], { ...CONNECT, giveUpAfterSeconds: 0 }, 'giveUpAfterSeconds must be a whole number from 1 to 86400, not 0.'],
    ['a peer that is not there', [], { kind: 'vm.disconnect', vm: 'web', peer: 'shop' }, 'VM "web" has no connection with "shop". It has none.'],
    ['a snapshot that is not there', [], { kind: 'snapshot.clone', vm: 'web', snapshot: 'snapshot-1', as: 'web-2' }, 'VM "web" has no snapshot "snapshot-1". It has none yet.'],
  ])('refuse %s with the reason, and change nothing', (_, before, command, refusal) => {
    const world = worldWithServer();
    run(world, before);
    const saved = world.save().header;
    expect(world.apply(command)).toEqual({ ok: false, refusal });
    expect(world.save().header).toBe(saved);
  });

  it.each<GuestSettings>([
    { kind: 'sequential', pagesPerSecond: 10, workingSetPages: 2560 },
    { kind: 'phased', phases: [{ seconds: 1, pagesPerSecond: 10, workingSetPages: 5 }, { seconds: 1, pagesPerSecond: 10, workingSetPages: 60, firstPage: 2500 }] },
    { kind: 'trace', intervalsPerSecond: 1, intervals: ['3', '2400'] },
  ])('refuse a guest that writes all of its memory: $kind', (guest) => {
    const world = worldWithServer(guest, 10 * MEBIBYTE);
    expect(world.apply(CONNECT)).toEqual({
      ok: false,
      refusal: 'The guest of VM "web" writes all of its memory, and its network stack needs the last 240 pages: make its working set smaller.',
    });
  });

  it('refuse a ninth connection, and take it when another one has ended', () => {
    const world = worldWithServer();
    run(world, Array.from({ length: 8 }, () => CONNECT));
    advance(world, 1);
    expect(world.apply(CONNECT)).toMatchObject({ ok: false, refusal: 'VM "web" has 8 connections, as many as its table holds: disconnect one first.' });
    run(world, [{ kind: 'vm.disconnect', vm: 'web', peer: 'peer-3' }]);
    advance(world, 1);
    run(world, [CONNECT]);
    advance(world, 1);
    expect(connection(world, 'peer-9').outcome).toBe('in-step');
  });

  it('forget a peer whose connection has ended', () => {
    const world = worldWithServer();
    run(world, [{ ...CONNECT, peer: 'shop' }]);
    advance(world, 1);
    run(world, [{ kind: 'vm.disconnect', vm: 'web', peer: 'shop' }]);
    advance(world, 1);
    expect(connection(world, 'shop').outcome).toBe('closed');
    run(world, [{ kind: 'vm.disconnect', vm: 'web', peer: 'shop' }]);
    expect(vmOf(world, 'web').network?.connections).toEqual([]);
  });

  it('take the peers of a VM away with it', () => {
    const world = worldWithServer();
    run(world, [CONNECT, { kind: 'vm.stop', vm: 'web' }, { kind: 'vm.delete', vm: 'web' }]);
    advance(world, 300);
    expect(events(world, 'connection.timed-out')).toEqual([]);
  });

  it('find a migrated VM after it told the network where it is', () => {
    const world = worldWithServer();
    run(world, [{ ...CONNECT, peer: 'shop', requestEveryMilliseconds: 100 }]);
    advance(world, 1);
    run(world, [{ kind: 'vm.migrate', vm: 'web', to: 'beta' }]);
    advance(world, 10);
    expect(vmOf(world, 'web').host).toBe('beta');
    expect(events(world, 'network.announced').map(({ host, round }) => [host, round])).toEqual([1, 2, 3, 4, 5].map((round) => ['beta', round]));
    expect(connection(world, 'shop').outcome).toBe('in-step');
    expect(events(world, 'address.moved')).toEqual([]);
  });
});
