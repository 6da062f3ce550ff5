import { describe, expect, it } from 'vitest';
import { seconds, toSeconds } from '../../../../src/simulator/kernel/time.ts';
import { advance, connection, events, run, vmOf, worldWithServer } from '../../../helpers/connected-world.ts';

const SHOP = { kind: 'vm.connect', vm: 'web', peer: 'shop', requestEveryMilliseconds: 500, giveUpAfterSeconds: 20 } as const;
const QUIET = { kind: 'vm.connect', vm: 'web', peer: 'quiet', giveUpAfterSeconds: 20, keepAliveSeconds: 10 } as const;
const SNAPSHOT = { kind: 'vm.snapshot', vm: 'web' } as const;
const MOMENT = { kind: 'world.advance', nanoseconds: seconds(0.01) } as const;
const ROLL_BACK = { kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' } as const;

describe('A connection', () => {
  it.each([
    ['numbers', undefined],
    ['bytes', { kind: 'counter', countsPerSecond: 100 } as const],
  ])('serves requests in a VM whose pages are %s', (_, guest) => {
    const world = worldWithServer(guest);
    run(world, [SHOP]);
    advance(world, 10);
    const shop = connection(world, 'shop');
    expect(shop).toMatchObject({ outcome: 'in-step', answers: 20, latency: 500_000, from: '198.51.100.1:40001', to: '10.0.0.1:80', end: null });
    expect(shop.peerSide.receiveNext).toBe(shop.vmSide?.sendNext);
    expect(shop.vmSide?.receiveNext).toBe(shop.peerSide.sendNext);
  });

  it('is still in step after a roll back to where both sides knew the same', () => {
    const world = worldWithServer();
    run(world, [QUIET]);
    advance(world, 1);
    run(world, [SNAPSHOT]);
    advance(world, 5);
    run(world, [ROLL_BACK]);
    advance(world, 20);
    expect(connection(world, 'quiet')).toMatchObject({ outcome: 'in-step', end: null });
    expect(events(world, 'connection.reset')).toEqual([]);
  });

  it('is reset when the peer is ahead of the VM: it acknowledges what the VM, put back, has never sent', () => {
    const world = worldWithServer();
    run(world, [SHOP]);
    advance(world, 1.2);
    run(world, [SNAPSHOT]);
    advance(world, 3);
    run(world, [ROLL_BACK]);
    advance(world, 0.01);
    const before = connection(world, 'shop');
    expect(before.outcome).toBe('ahead');
    expect(before.peerSide.receiveNext - (before.vmSide?.sendNext ?? 0)).toBe(6 * 16);
    advance(world, 1);
    const { end, outcome } = connection(world, 'shop');
    expect(outcome).toBe('reset');
    const [reset] = events(world, 'connection.reset');
    expect(reset).toMatchObject({ by: 'vm', peer: 'shop', cause: { kind: 'acknowledges-unsent', acknowledged: before.peerSide.receiveNext, sent: before.vmSide?.sendNext } });
    expect(end).toMatchObject({ kind: 'reset', from: 'web', wasOpen: true });
  });

  it('is reset when it was opened after the snapshot: the VM, put back, has never heard of it', () => {
    const world = worldWithServer();
    run(world, [QUIET]);
    advance(world, 1);
    run(world, [SNAPSHOT, MOMENT, SHOP]);
    advance(world, 3);
    run(world, [ROLL_BACK]);
    advance(world, 1);
    expect(connection(world, 'shop')).toMatchObject({ outcome: 'reset', end: { kind: 'reset', cause: { kind: 'no-connection' } } });
    expect(connection(world, 'quiet').outcome).toBe('in-step');
  });

  it('times out when the VM stands still for longer than the peer is patient', () => {
    const world = worldWithServer();
    run(world, [SHOP]);
    advance(world, 1.2);
    run(world, [{ kind: 'vm.pause', vm: 'web' }]);
    advance(world, 4);
    expect(connection(world, 'shop')).toMatchObject({ outcome: 'waiting', peerSide: { retransmissions: 2 } });
    advance(world, 18);
    expect(connection(world, 'shop')).toMatchObject({ outcome: 'timed-out', end: { kind: 'timed-out', waited: seconds(20), attempts: 4, probing: false } });
    expect(events(world, 'connection.retransmitted').map(({ attempt, next }) => [attempt, toSeconds(next)])).toEqual([[1, 2], [2, 4], [3, 8], [4, 16]]);
    // The VM takes the frames that waited, answers them, and is told that nobody is there.
    run(world, [{ kind: 'vm.resume', vm: 'web' }]);
    advance(world, 1);
    expect(connection(world, 'shop').vmSide).toBeNull();
    expect(events(world, 'connection.reset')[0]).toMatchObject({ by: 'peer', cause: { kind: 'no-connection' } });
  });

  it('comes through a pause that is shorter, with the requests answered late', () => {
    const world = worldWithServer();
    run(world, [SHOP]);
    advance(world, 1.2);
    run(world, [{ kind: 'vm.pause', vm: 'web' }]);
    advance(world, 4);
    run(world, [{ kind: 'vm.resume', vm: 'web' }]);
    advance(world, 0.15);
    const shop = connection(world, 'shop');
    expect(shop).toMatchObject({ outcome: 'in-step', answers: 4, end: null });
    expect(toSeconds(shop.latency ?? 0)).toBeCloseTo(3.7, 0);
  });

  it('is gone when the peer has left: the VM, put back, goes on with a connection that nobody is at', () => {
    const world = worldWithServer();
    run(world, [QUIET]);
    advance(world, 1);
    run(world, [SNAPSHOT]);
    advance(world, 1);
    run(world, [{ kind: 'vm.disconnect', vm: 'web', peer: 'quiet' }]);
    advance(world, 1);
    expect(connection(world, 'quiet')).toMatchObject({ outcome: 'closed', vmSide: null });
    run(world, [ROLL_BACK]);
    advance(world, 1);
    expect(connection(world, 'quiet')).toMatchObject({ outcome: 'gone', vmSide: { state: 'established' } });
    // Its keep-alive finds out.
    advance(world, 10);
    expect(connection(world, 'quiet')).toMatchObject({ outcome: 'closed', vmSide: null });
  });

  it('is gone for good a minute after the goodbye: then nobody remembers it', () => {
    const world = worldWithServer();
    run(world, [QUIET]);
    advance(world, 1);
    run(world, [SNAPSHOT, MOMENT, { kind: 'vm.disconnect', vm: 'web', peer: 'quiet' }]);
    advance(world, 70);
    expect(connection(world, 'quiet').peerSide.state).toBe('closed');
    run(world, [ROLL_BACK]);
    advance(world, 12);
    expect(connection(world, 'quiet')).toMatchObject({ outcome: 'closed', vmSide: null });
    expect(events(world, 'connection.reset')).toMatchObject([{ by: 'peer', cause: { kind: 'no-connection' } }]);
  });

  it('is given up by the VM when the peer vanished without a word', () => {
    const world = worldWithServer();
    run(world, [QUIET]);
    advance(world, 1);
    run(world, [{ kind: 'vm.disconnect', vm: 'web', peer: 'quiet', how: 'leave' }]);
    advance(world, 35);
    expect(events(world, 'connection.timed-out')).toMatchObject([{ by: 'vm', peer: 'quiet', probing: true, waited: expect.closeTo(seconds(20), -9) as number }]);
    expect(connection(world, 'quiet')).toMatchObject({ outcome: 'closed', vmSide: null });
  });

  it('is refused by a VM that was restarted', () => {
    const world = worldWithServer();
    run(world, [SHOP]);
    advance(world, 1.2);
    run(world, [{ kind: 'vm.stop', vm: 'web' }, { kind: 'vm.start', vm: 'web' }]);
    advance(world, 1);
    expect(connection(world, 'shop')).toMatchObject({ outcome: 'reset', end: { cause: { kind: 'no-connection' } } });
  });
});

describe('A machine that is there twice', () => {
  it('has one address with two owners: the switch sends what is for it to the one that spoke last, and the connection breaks', () => {
    const world = worldWithServer();
    run(world, [SHOP]);
    advance(world, 1.2);
    run(world, [SNAPSHOT]);
    advance(world, 2);
    run(world, [{ kind: 'snapshot.clone', vm: 'web', snapshot: 'snapshot-1', as: 'web-2', host: 'beta' }]);
    expect(vmOf(world, 'web').network?.twins).toEqual(['web-2']);
    expect(vmOf(world, 'web-2').network?.address).toBe(vmOf(world, 'web').network?.address);
    // The second one knows of the connection too, as it was at the snapshot.
    expect(connection(world, 'shop', 'web-2')).toMatchObject({ vm: 'web', outcome: 'ahead' });
    advance(world, 2);
    expect(events(world, 'address.moved')[0]).toMatchObject({ address: '10.0.0.1', from: { vm: 'web', host: 'alpha' }, to: { vm: 'web-2', host: 'beta' } });
    expect(connection(world, 'shop')).toMatchObject({ outcome: 'reset', end: { kind: 'reset', from: 'web-2' } });
    // The first one was in step all the time, and does not know that its peer is gone.
    expect(connection(world, 'shop').vmSide?.state).toBe('established');
  });
});

describe('The switch', () => {
  it('finds the first of two machines again when the second is switched off', () => {
    const world = worldWithServer();
    run(world, [QUIET]);
    advance(world, 1);
    run(world, [SNAPSHOT, MOMENT, { kind: 'snapshot.clone', vm: 'web', snapshot: 'snapshot-1', as: 'web-2' }]);
    advance(world, 0.2);
    run(world, [{ kind: 'vm.stop', vm: 'web-2' }, SHOP]);
    advance(world, 1);
    expect(connection(world, 'shop')).toMatchObject({ outcome: 'in-step' });
  });

  it('forgets after five minutes of silence where a machine is, and finds it all the same', () => {
    const world = worldWithServer();
    run(world, [{ kind: 'vm.connect', vm: 'web', peer: 'first' }]);
    advance(world, 400);
    run(world, [{ kind: 'vm.connect', vm: 'web', peer: 'second' }]);
    advance(world, 1);
    expect(connection(world, 'second').outcome).toBe('in-step');
  });
});

describe('Random numbers', () => {
  const twice = (present: boolean) => {
    const world = worldWithServer();
    run(world, [QUIET, { kind: 'vm.setGenerationId', vm: 'web', present }]);
    advance(world, 1);
    run(world, [SNAPSHOT, MOMENT, { ...SHOP, peer: 'first' }]);
    advance(world, 1);
    run(world, [ROLL_BACK]);
    advance(world, 1);
    run(world, [{ ...SHOP, peer: 'second' }]);
    advance(world, 1);
    return world;
  };

  it('come again after a roll back', () => {
    const world = twice(false);
    expect(connection(world, 'second').session).toBe(connection(world, 'first').session);
    expect(events(world, 'random.repeated')).toMatchObject([{ peer: 'second', before: 'first', session: connection(world, 'first').session }]);
  });

  it('do not in a guest that sees that the generation of its machine has changed', () => {
    const world = twice(true);
    expect(connection(world, 'second').session).not.toBe(connection(world, 'first').session);
    expect(events(world, 'random.repeated')).toEqual([]);
    expect(events(world, 'generation.changed')).toHaveLength(1);
    expect(events(world, 'random.reseeded')).toHaveLength(2);
  });

  it('are the same in both of two machines, unless they see that they are two', () => {
    const world = worldWithServer();
    run(world, [QUIET]);
    advance(world, 1);
    run(world, [SNAPSHOT, MOMENT, { ...SHOP, peer: 'first' }]);
    advance(world, 1);
    run(world, [{ kind: 'snapshot.clone', vm: 'web', snapshot: 'snapshot-1', as: 'web-2' }]);
    advance(world, 0.3);
    run(world, [{ ...SHOP, peer: 'second' }]);
    advance(world, 0.2);
    expect(events(world, 'random.repeated')).toMatchObject([{ peer: 'second', before: 'first' }]);
  });
});

describe('The wall clock', () => {
  it('is behind after a roll back, as the peers see, until the guest asks a time server', () => {
    const world = worldWithServer();
    run(world, [QUIET]);
    advance(world, 1);
    run(world, [SNAPSHOT]);
    advance(world, 9);
    run(world, [ROLL_BACK]);
    advance(world, 1);
    expect(toSeconds(vmOf(world, 'web').network?.clockBehind ?? 0)).toBeCloseTo(9, 1);
    run(world, [SHOP]);
    advance(world, 1);
    expect(events(world, 'clock.behind')).toMatchObject([{ peer: 'shop', behind: expect.closeTo(seconds(9), -8) as number }]);
    advance(world, 64);
    const [corrected] = events(world, 'clock.corrected');
    expect(toSeconds(corrected?.by ?? 0)).toBeCloseTo(9, 1);
    expect(toSeconds(vmOf(world, 'web').network?.clockBehind ?? 1)).toBeCloseTo(0, 1);
  });
});
