import { describe, expect, it } from 'vitest';
import type { GuestSettings } from '../../../../src/simulator/machine/guest-settings.ts';
import { MEBIBYTE } from '../../../../src/simulator/memory/page.ts';
import { advance, connection, events, run, vmOf, worldWithServer } from '../../../helpers/connected-world.ts';

const KEY_VALUE: GuestSettings = { kind: 'key-value', requestsPerSecond: 100 };

describe('A server in the guest', () => {
  it('answers the requests of peers over their connections', () => {
    const world = worldWithServer(KEY_VALUE, 64 * MEBIBYTE);
    advance(world, 5);
    run(world, [{ kind: 'vm.connect', vm: 'web', peer: 'shop', requestEveryMilliseconds: 200 }]);
    advance(world, 5);
    const shop = connection(world, 'shop');
    expect(shop).toMatchObject({ outcome: 'in-step' });
    expect(shop.answers).toBeGreaterThan(20);
    const bodies = shop.journal.filter(({ from, segment }) => from === 'web' && segment.data.length > 16).map(({ segment }) => String.fromCharCode(...segment.data.slice(16)));
    expect(bodies).toEqual(expect.arrayContaining([expect.stringMatching(/^(OK|NONE)/)]));
  });
});

describe('A snapshot in the background', () => {
  it('of a VM with connections is the state at its beginning', () => {
    const world = worldWithServer();
    run(world, [{ kind: 'vm.connect', vm: 'web', peer: 'shop', requestEveryMilliseconds: 20 }]);
    advance(world, 1);
    run(world, [{ kind: 'vm.snapshot', vm: 'web', method: 'background' }]);
    const before = connection(world, 'shop').answers;
    advance(world, 20);
    expect(events(world, 'snapshot.taken')).toHaveLength(1);
    const [saved] = vmOf(world, 'web').snapshots[0]?.connections ?? [];
    const { peerSide, answers } = connection(world, 'shop');
    expect((saved?.sendNext ?? 0) - peerSide.initialReceive).toBe(1 + 16 * before);
    expect(answers).toBeGreaterThan(before + 100);
  });
});
