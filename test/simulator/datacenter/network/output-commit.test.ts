import { describe, expect, it } from 'vitest';
import { seconds, toMilliseconds } from '../../../../src/simulator/kernel/time.ts';
import { advance, connection, events, run, vmOf, worldWithServer } from '../../../helpers/connected-world.ts';

const CONNECT = { kind: 'vm.connect', vm: 'web', peer: 'shop', requestEveryMilliseconds: 500 } as const;

describe('Output commit', () => {
  it('lets an answer out with the checkpoint that covers it, and not before', () => {
    const world = worldWithServer();
    run(world, [CONNECT]);
    advance(world, 1);
    run(world, [{ kind: 'vm.setOutputCommit', vm: 'web', everyMilliseconds: 100 }]);
    expect(vmOf(world, 'web').network).toMatchObject({ outputCommit: 100_000_000, held: 0 });
    advance(world, 0.05);
    expect(vmOf(world, 'web').network?.held).toBe(1);
    advance(world, 10);
    const latency = connection(world, 'shop').latency ?? 0;
    expect(toMilliseconds(latency)).toBeGreaterThan(0.5);
    expect(toMilliseconds(latency)).toBeLessThanOrEqual(100.5);
    expect(connection(world, 'shop').outcome).toBe('in-step');
  });

  it('makes a return to the last checkpoint harmless', () => {
    const world = worldWithServer();
    run(world, [CONNECT, { kind: 'vm.setOutputCommit', vm: 'web', everyMilliseconds: 300 }]);
    advance(world, 2.25);
    const before = connection(world, 'shop').answers;
    run(world, [{ kind: 'vm.returnToCheckpoint', vm: 'web' }]);
    const [returned] = events(world, 'checkpoint.returned');
    expect(returned).toMatchObject({ vm: 'web', takenAt: seconds(2.1) });
    advance(world, 5);
    expect(connection(world, 'shop')).toMatchObject({ outcome: 'in-step', end: null });
    expect(connection(world, 'shop').answers).toBeGreaterThan(before);
  });

  it('is not there when the VM goes back further than its checkpoint', () => {
    const world = worldWithServer();
    run(world, [CONNECT]);
    advance(world, 1.2);
    run(world, [{ kind: 'vm.snapshot', vm: 'web' }]);
    advance(world, 1);
    run(world, [{ kind: 'vm.setOutputCommit', vm: 'web', everyMilliseconds: 50 }]);
    advance(world, 3);
    run(world, [{ kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' }]);
    advance(world, 2);
    expect(connection(world, 'shop').outcome).toBe('reset');
  });

  it('costs the clients up to the time between two checkpoints', () => {
    const latencies = (everyMilliseconds: number): number => {
      const world = worldWithServer();
      run(world, [{ kind: 'vm.attachClients', vm: 'web', requestsPerSecond: 200 }]);
      if (everyMilliseconds > 0) run(world, [{ kind: 'vm.setOutputCommit', vm: 'web', everyMilliseconds }]);
      advance(world, 1);
      run(world, [{ kind: 'vm.migrate', vm: 'web', to: 'beta' }]);
      const [sample] = events(world, 'service.sample');
      return toMilliseconds(sample?.medianLatency ?? 0);
    };
    expect(latencies(0)).toBeLessThan(1);
    expect(latencies(40)).toBeGreaterThan(10);
    expect(latencies(40)).toBeLessThan(41);
  });

  it('lets a peer that said goodbye take the answer that it still waits for', () => {
    const world = worldWithServer();
    run(world, [{ ...CONNECT, requestEveryMilliseconds: 10 }]);
    advance(world, 1);
    run(world, [{ kind: 'vm.setOutputCommit', vm: 'web', everyMilliseconds: 500 }]);
    advance(world, 0.1);
    expect(connection(world, 'shop').waitingSince).not.toBeNull();
    run(world, [{ kind: 'vm.disconnect', vm: 'web', peer: 'shop' }]);
    advance(world, 2);
    expect(connection(world, 'shop')).toMatchObject({ outcome: 'closed', waitingSince: null, end: { kind: 'closed' } });
    expect(events(world, 'connection.reset')).toEqual([]);
  });

  it('is refused with the reason, and ends when it is switched off', () => {
    const world = worldWithServer();
    expect(world.apply({ kind: 'vm.returnToCheckpoint', vm: 'web' })).toEqual({ ok: false, refusal: 'VM "web" takes no checkpoints: give it output commit first.' });
    run(world, [CONNECT, { kind: 'vm.setOutputCommit', vm: 'web', everyMilliseconds: 1000 }]);
    advance(world, 0.5);
    run(world, [{ kind: 'vm.setOutputCommit', vm: 'web', everyMilliseconds: 0 }]);
    advance(world, 0.1);
    expect(vmOf(world, 'web').network).toMatchObject({ outputCommit: null, held: 0 });
    expect(connection(world, 'shop').peerSide.state).toBe('established');
  });
});
