import { describe, expect, test } from 'vitest';
import { call, type Call, calls, play } from './calls.ts';
import { containerBehind, QUEUE_KEY, type Wall, WALLS } from './container-world.ts';
import { encodeUtf8 } from '../../../../src/simulator/kernel/utf8.ts';
import { isPossible, type Leak, LEAKS } from './leaks.ts';
import fc from '../../../helpers/property.ts';

const ALL: ReadonlySet<Wall> = new Set(WALLS);

function behindAllBut(...down: readonly Wall[]): ReadonlySet<Wall> {
  return new Set(WALLS.filter((wall) => !down.includes(wall)));
}

describe('whatever the processes in a container do', () => {
  test('with all walls up nothing gets out', () => {
    fc.assert(
      fc.property(calls, (sequence) => {
        expect([...play(containerBehind(ALL), sequence)]).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test('with some walls down, only what these would have held gets out', () => {
    fc.assert(
      fc.property(fc.subarray([...WALLS]), calls, (up, sequence) => {
        const walls = new Set(up);
        const unexplained = [...play(containerBehind(walls), sequence)].filter((leak) => !isPossible(leak, walls));
        expect(unexplained).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});

test('the search is not blind: without walls it finds every way out', () => {
  const found = fc.sample(calls, { numRuns: 1500, seed: 1 }).flatMap((sequence) => [...play(containerBehind(new Set()), sequence)]);
  expect([...new Set(found)].sort()).toEqual(Object.keys(LEAKS).sort());
});

/** The shortest ways out, each through the walls that are down. */
const WAYS: Record<Leak, { readonly down: readonly Wall[]; readonly calls: readonly Call[] }> = {
  'reads a file of the host': { down: ['mnt'], calls: [call('open', '/etc/secret'), call('read', 0)] },
  'changes a file of the host': { down: ['mnt', 'user'], calls: [call('unlink', '/etc/secret'), call('mkdir', '/mine')] },
  'sees a process of the host': { down: ['mnt'], calls: [call('open', '/proc/2/cmdline'), call('read', 0)] },
  'signals a process of the host': { down: ['pid', 'user'], calls: [call('kill', 2, 'KILL')] },
  'reaches a port of the host': { down: ['net'], calls: [call('socket'), call('connect', 0, '127.0.0.1', 80)] },
  'sends a datagram to the host': { down: ['net'], calls: [call('socket', 'datagram'), call('sendto', 0, encodeUtf8('out'), '127.0.0.1', 53)] },
  'takes a message of the host': { down: ['ipc'], calls: [call('msgget', QUEUE_KEY, false), call('msgrcv', 0)] },
  'renames the host': { down: ['uts', 'user'], calls: [call('sethostname', 'taken')] },
  'sees its place among the cgroups': { down: ['cgroup'], calls: [call('open', '/proc/self/cgroup'), call('read', 0)] },
  'changes the limits of a neighbour': {
    down: ['mnt', 'user'],
    calls: [call('open', '/cg/neighbour/memory.max', ['write']), call('write', 0, encodeUtf8('max'))],
  },
  'changes its own limits': {
    down: ['user'],
    calls: [call('mkdir', '/cg'), call('mount', 'none', '/cg', 'cgroup2'), call('open', '/cg/memory.max', ['write']), call('write', 0, encodeUtf8('max'))],
  },
  'sets the clock of all': { down: ['user'], calls: [call('clock_settime', 'realtime', 5)] },
};

describe.each(Object.entries(WAYS) as [Leak, (typeof WAYS)[Leak]][])('a container that %s', (leak, { down, calls: way }) => {
  test(`does it where ${down.join(' and ')} ${down.length === 1 ? 'is' : 'are'} down`, () => {
    expect([...play(containerBehind(behindAllBut(...down)), way)]).toContain(leak);
  });

  test('does it behind no walls that leave no way out for it', () => {
    const held = subsets(WALLS).filter((walls) => !isPossible(leak, walls));
    expect(held.length).toBeGreaterThan(0);
    expect(held.filter((walls) => play(containerBehind(walls), way).has(leak)).map((walls) => [...walls])).toEqual([]);
  });
});

function subsets(walls: readonly Wall[]): ReadonlySet<Wall>[] {
  return walls.reduce<ReadonlySet<Wall>[]>((sets, wall) => [...sets, ...sets.map((set) => new Set([...set, wall]))], [new Set()]);
}
