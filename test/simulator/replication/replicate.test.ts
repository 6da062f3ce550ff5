import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/simulator/datacenter/commands.ts';
import { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import { World } from '../../../src/simulator/datacenter/world.ts';
import { MEBIBYTE } from '../../../src/simulator/memory/page.ts';
import { advance, apply, only, refusalOf, threeHosts, vmOf } from '../datacenter/worlds.ts';

const DEVICE_STATE_BYTES = 34_900;
const RATE = 100_000_000;

type Guest = Extract<Command, { kind: 'vm.create' }>['guest'];

/** A VM of 512 pages on alpha that has run for 50 ms, and what it is made of. */
function running(guest: Guest, more: Partial<Extract<Command, { kind: 'vm.create' }>> = {}) {
  const world = new World(3);
  const dataCenter = threeHosts(new DataCenter(3, world));
  apply(
    dataCenter,
    { kind: 'link.edit', between: ['alpha', 'beta'], bytesPerSecond: RATE, latencyNanoseconds: 200_000 },
    { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: 2 * MEBIBYTE, guest, ...more },
    { kind: 'vm.start', vm: 'web' },
  );
  advance(dataCenter, 50);
  return { world, dataCenter };
}

const WRITER: Guest = { kind: 'uniform', pagesPerSecond: 1000, workingSetPages: 400 };
const REPLICATE: Command = { kind: 'vm.replicate', vm: 'web', to: 'beta', everyMilliseconds: 20 };

describe('a replicated VM', () => {
  test('is copied whole, then checkpoint by checkpoint, each with what was written since', () => {
    const { dataCenter } = running(WRITER);
    apply(dataCenter, REPLICATE);
    const events = only(advance(dataCenter, 1000), 'replication.checkpoint');
    expect(events.map(({ checkpoint }) => checkpoint)).toEqual(events.map((_, index) => index + 1));
    for (const { dirtyPages, bytes, pause, latency } of events.slice(1)) {
      expect(dirtyPages, 'at most 20 steps, or 21, in 20 ms').toBeLessThanOrEqual(21);
      expect(bytes).toBe(dirtyPages * 4104 + DEVICE_STATE_BYTES + 8);
      // 0.7 ms to stop, and copying at 4 GB/s.
      expect(pause).toBe(700_000 + Math.ceil((dirtyPages * 4096 + DEVICE_STATE_BYTES) / 4));
      expect(latency).toBe(pause + Math.ceil((bytes * 1e9) / RATE) + 2 * 200_000);
    }
    const gaps = events.slice(1).map(({ time, latency }, index, all) => time - latency - ((all[index - 1]?.time ?? time) - (all[index - 1]?.latency ?? 0)));
    expect(new Set(gaps.slice(1)), 'every 20 ms').toEqual(new Set([20_000_000]));
    const { replication } = vmOf(dataCenter, 'web');
    expect(replication).toMatchObject({ to: 'beta', interval: 20_000_000, status: 'protected', checkpoint: events.length });
  });

  test('one that writes more than the link carries has checkpoints as often as they get through', () => {
    const { dataCenter } = running({ kind: 'uniform', pagesPerSecond: 60_000, workingSetPages: 500 });
    apply(dataCenter, REPLICATE);
    const events = only(advance(dataCenter, 1000), 'replication.checkpoint').slice(1);
    expect(events.length).toBeLessThan(50);
    const late = events.slice(1).filter((_, index) => (events[index]?.latency ?? 0) > 20_000_000);
    expect(late.length).toBeGreaterThan(10);
    for (const { time, latency, checkpoint } of late) expect(time - latency, 'right behind the one before').toBe(events.find((one) => one.checkpoint === checkpoint - 1)?.time);
  });

  test('has memory on both hosts, until the replication is stopped', () => {
    const { dataCenter } = running(WRITER);
    const free = () => dataCenter.inventory().hosts.find(({ name }) => name === 'beta')?.freeBytes ?? 0;
    const before = free();
    apply(dataCenter, REPLICATE);
    expect(before - free()).toBe(2 * MEBIBYTE);
    advance(dataCenter, 100);
    const [stopped] = only(apply(dataCenter, { kind: 'vm.stopReplication', vm: 'web' }), 'replication.stopped');
    expect(stopped?.reason).toBe('It was stopped.');
    expect(free()).toBe(before);
    expect(vmOf(dataCenter, 'web')).toMatchObject({ state: 'running', host: 'alpha' });
  });

  test.each<[string, Command, string]>([
    ['the link goes down', { kind: 'link.edit', between: ['alpha', 'beta'], up: false }, 'The link between alpha and beta went down.'],
    ['the host of the replica fails', { kind: 'host.fail', host: 'beta' }, 'Host beta failed.'],
    ['the host of the replica runs out of memory', { kind: 'host.exhaust', host: 'beta' }, 'Host beta ran out of memory.'],
  ])('%s: it runs on unprotected', (_, fault, reason) => {
    const { dataCenter } = running(WRITER);
    apply(dataCenter, REPLICATE);
    advance(dataCenter, 200);
    const events = [...apply(dataCenter, fault), ...advance(dataCenter, 50)];
    expect(only(events, 'replication.stopped').map((event) => event.reason)).toEqual([reason]);
    expect(vmOf(dataCenter, 'web')).toMatchObject({ state: 'running', host: 'alpha', lost: null });
    expect(vmOf(dataCenter, 'web').replication).toBeUndefined();
  });
});

describe('going over to the replica', () => {
  /** What the VM was at each checkpoint, seen at the moment of the pause. */
  function watchedReplication(guest: Guest, more: Partial<Extract<Command, { kind: 'vm.create' }>> = {}) {
    const { world, dataCenter } = running(guest, more);
    apply(dataCenter, REPLICATE);
    const states = new Map<number, string>();
    const { replication, machine } = world.vm('web');
    if (replication === null) throw new Error('It is replicated.');
    const sealed = replication.output.sealed.bind(replication.output);
    replication.output.sealed = (checkpoint) => {
      states.set(checkpoint, machine.stateHash());
      sealed(checkpoint);
    };
    return { world, dataCenter, states };
  }

  const OWN_DISK = { disk: { bytes: 2 * MEBIBYTE, writesPerSecond: 100 } };
  const SHARED_DISK = { disk: { bytes: 2 * MEBIBYTE, writesPerSecond: 100, shared: true } };

  test.each<[string, Guest, Partial<Extract<Command, { kind: 'vm.create' }>>]>([
    ['a writer', WRITER, {}],
    ['a counter', { kind: 'counter', countsPerSecond: 5000 }, {}],
    ['a writer with a disk of its own', WRITER, OWN_DISK],
    ['a writer with a disk on shared storage', WRITER, SHARED_DISK],
  ])('%s is on the other host what it was at its last whole checkpoint, and goes on from there', (_, guest, more) => {
    const { world, dataCenter, states } = watchedReplication(guest, more);
    advance(dataCenter, 333);
    const events = apply(dataCenter, { kind: 'host.fail', host: 'alpha' });
    const [lost] = only(events, 'replication.primary-lost');
    if (lost === undefined) throw new Error('It did not go over.');
    expect(lost).toMatchObject({ from: 'alpha', to: 'beta', reason: 'Host alpha failed.' });
    expect(lost.lostTime).toBeGreaterThan(0);
    expect(lost.lostTime).toBeLessThanOrEqual(41_000_000);
    const vm = world.vm('web');
    expect(vm.machine.stateHash()).toBe(states.get(lost.checkpoint));
    const [over] = only(advance(dataCenter, 500), 'replication.failed-over');
    expect(over).toMatchObject({ host: 'beta', checkpoint: lost.checkpoint, outage: 100_700_000 });
    expect(vmOf(dataCenter, 'web')).toMatchObject({ host: 'beta', state: 'running', lost: null });
    expect(vm.machine.vcpu.steps).toBeGreaterThan(0);
  });

  test('before there is a whole checkpoint the VM is lost with its host', () => {
    const { dataCenter } = running(WRITER);
    apply(dataCenter, REPLICATE);
    advance(dataCenter, 10);
    const events = apply(dataCenter, { kind: 'host.fail', host: 'alpha' });
    expect(events.map(({ kind }) => kind)).toEqual(['host.failed', 'replication.stopped', 'vm.lost']);
  });

  test('by order, the VM is powered off where it is first', () => {
    const { world, dataCenter } = running(WRITER);
    apply(dataCenter, REPLICATE);
    advance(dataCenter, 200);
    const { machine } = world.vm('web');
    apply(dataCenter, { kind: 'vm.failOver', vm: 'web' });
    advance(dataCenter, 500);
    expect(machine.isRunning).toBe(false);
    expect(vmOf(dataCenter, 'web')).toMatchObject({ host: 'beta', state: 'running' });
  });

  test('lost with both hosts, it is lost', () => {
    const { dataCenter } = running(WRITER);
    apply(dataCenter, REPLICATE);
    advance(dataCenter, 200);
    apply(dataCenter, { kind: 'host.fail', host: 'alpha' });
    apply(dataCenter, { kind: 'host.fail', host: 'beta' });
    advance(dataCenter, 500);
    expect(vmOf(dataCenter, 'web')).toMatchObject({ host: 'beta', state: 'stopped', lost: 'host beta failed while it was there' });
  });
});

describe('clients of a replicated VM', () => {
  const CLIENTS: Command = { kind: 'vm.attachClients', vm: 'web', requestsPerSecond: 500, microsecondsPerRequest: 200 };

  test('wait for the checkpoint that covers their answer', () => {
    const latencyEvery = (everyMilliseconds: number): number => {
      const { dataCenter } = running(WRITER);
      apply(dataCenter, CLIENTS, { ...REPLICATE, everyMilliseconds });
      const samples = only(advance(dataCenter, 3000), 'service.sample').slice(10);
      return samples.reduce((sum, { medianLatency }) => sum + (medianLatency ?? 0), 0) / samples.length / 1e6;
    };
    // Half an interval on average, and the time that a checkpoint takes.
    expect(latencyEvery(20)).toBeGreaterThan(10);
    expect(latencyEvery(20)).toBeLessThan(18);
    expect(latencyEvery(100)).toBeGreaterThan(50);
    expect(latencyEvery(100)).toBeLessThan(62);
  });

  test('have none of their answers undone: those that were held are asked for again', () => {
    const { dataCenter } = running(WRITER);
    apply(dataCenter, CLIENTS, REPLICATE);
    advance(dataCenter, 1007);
    const [lost] = only(apply(dataCenter, { kind: 'host.fail', host: 'alpha' }), 'replication.primary-lost');
    expect(lost?.unsaid).toBeGreaterThan(0);
    const after = advance(dataCenter, 3000);
    const samples = only(after, 'service.sample');
    expect(Math.max(...samples.map(({ longestLatency }) => longestLatency ?? 0)), 'as long as the outage').toBeGreaterThan(100e6);
    expect(samples.at(-1)?.waiting, 'nobody waits for ever').toBeLessThan(100);
    expect(only(after, 'network.announced')[0]).toMatchObject({ host: 'beta', round: 1 });
  });
});

describe('while it is replicated', () => {
  const cases: readonly [Command, RegExp][] = [
    [REPLICATE, /^VM "web" is replicated to beta already/],
    [{ kind: 'vm.pause', vm: 'web' }, /stop the replication first\.$/],
    [{ kind: 'vm.migrate', vm: 'web', to: 'beta' }, /stop the replication first\.$/],
    [{ kind: 'vm.snapshot', vm: 'web' }, /stop the replication first\.$/],
    [{ kind: 'host.remove', host: 'beta' }, /has the replica of VM "web"/],
    [{ kind: 'vm.setOutputCommit', vm: 'web', everyMilliseconds: 20 }, /waits for its replica on beta already/],
    [{ kind: 'vm.failOver', vm: 'web' }, /has no whole checkpoint yet/],
  ];

  test.each(cases)('%j is refused', (command, sentence) => {
    const { dataCenter } = running(WRITER);
    apply(dataCenter, REPLICATE);
    expect(refusalOf(dataCenter, command)).toMatch(sentence);
  });

  test.each<[Command, string]>([
    [{ kind: 'vm.stopReplication', vm: 'web' }, 'VM "web" is not replicated.'],
    [{ kind: 'vm.failOver', vm: 'web' }, 'VM "web" is not replicated.'],
    [{ kind: 'vm.replicate', vm: 'web', to: 'alpha' }, 'VM "web" is on host "alpha" already: choose another host.'],
    [{ kind: 'vm.replicate', vm: 'web', to: 'gamma' }, 'There is no link between alpha and gamma: make one first.'],
    [{ ...REPLICATE, everyMilliseconds: 4 }, 'The time between checkpoints, in milliseconds, must be a whole number from 5 to 60000, not 4.'],
  ])('%j is refused of one that is not', (command, sentence) => {
    const { dataCenter } = running(WRITER);
    expect(refusalOf(dataCenter, command)).toBe(sentence);
  });

  test('the world is saved without the replica, and one that was about to run runs', () => {
    const { dataCenter } = running(WRITER);
    apply(dataCenter, REPLICATE);
    advance(dataCenter, 200);
    const unprotected = DataCenter.restore(structuredClone(dataCenter.save()));
    expect(unprotected.trace.at(-1)).toMatchObject({ kind: 'replication.stopped', reason: 'VirtLab was closed while the VM was replicated.' });
    expect(vmOf(unprotected, 'web')).toMatchObject({ host: 'alpha', state: 'running' });
    apply(dataCenter, { kind: 'vm.failOver', vm: 'web' });
    const gone = DataCenter.restore(structuredClone(dataCenter.save()));
    expect(gone.trace.at(-1)).toMatchObject({ kind: 'replication.failed-over', host: 'beta' });
    expect(vmOf(gone, 'web')).toMatchObject({ host: 'beta', state: 'running' });
  });
});
