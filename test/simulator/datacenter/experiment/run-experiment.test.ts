import { describe, expect, test } from 'vitest';
import { type Experiment, EXPERIMENTS, type Observation, type TriedExperiment } from '../../../../src/simulator/datacenter/experiment/experiment.ts';
import { runTrial, trialsOf } from '../../../../src/simulator/datacenter/experiment/run-experiment.ts';
import { apply } from '../worlds.ts';
import { DataCenter } from '../../../../src/simulator/datacenter/data-center.ts';

const GIBIBYTE = 2 ** 30;
const SECOND = 1_000_000_000;

function world(memoryBytes = 16 * GIBIBYTE): DataCenter {
  const dataCenter = new DataCenter(3);
  apply(dataCenter, { kind: 'host.add', host: 'alpha', memoryBytes });
  return dataCenter;
}

function trials(experiment: Experiment, dataCenter = world()): readonly TriedExperiment[] {
  const saved = dataCenter.save();
  return Array.from({ length: trialsOf(experiment) }, (_, index) => runTrial(saved, experiment, 'alpha', index));
}

/** What one look says of each party, by their names. */
function byName<Value>({ observations }: TriedExperiment, value: (observation: Observation) => Value): Record<string, Value> {
  return Object.fromEntries(observations.map((observation) => [observation.who, value(observation)]));
}

describe('the same experiment in a container and in a VM', () => {
  test('a kernel panic: the kernel of a host takes everybody along, that of a guest nobody', () => {
    const [privileged, walled, vm] = trials('kernel-panic').map((trial) => byName(trial, ({ after }) => after.stoppedBy));
    const crashed = 'its kernel crashed: sysrq triggered crash';
    expect(privileged).toEqual({ offender: crashed, neighbour: crashed, 'neighbour-vm': 'the kernel of host alpha crashed while it was there', alpha: crashed });
    expect(walled).toEqual({ offender: null, neighbour: null, 'neighbour-vm': null, alpha: null });
    expect(vm).toEqual({ offender: crashed, neighbour: null, 'neighbour-vm': null, alpha: null });
    expect(trials('kernel-panic')[1]?.answer).toContain('Permission denied');
  });

  test('a guest that had crashed before is not among those who notice', () => {
    const dataCenter = world();
    for (const vm of ['well', 'broken']) {
      apply(dataCenter, { kind: 'vm.create', vm, host: 'alpha', memoryBytes: 2 ** 24, guest: { kind: 'key-value', requestsPerSecond: 50 } }, { kind: 'vm.start', vm });
    }
    apply(dataCenter, { kind: 'world.advance', nanoseconds: SECOND }, { kind: 'vm.break', vm: 'broken', damage: 'wild-writes' }, { kind: 'world.advance', nanoseconds: 60 * SECOND });
    const [, , vm] = trials('kernel-panic', dataCenter).map((trial) => byName(trial, ({ after }) => after.stoppedBy));
    expect(vm).toHaveProperty('well', null);
    expect(vm).not.toHaveProperty('broken');
  });

  test('another time: one wall clock for each kernel, which no time namespace divides (time_namespaces(7))', () => {
    const jumps = trials('clock-change').map((trial) => byName(trial, ({ before, after }) => (after.wallClock ?? 0) - (before.wallClock ?? 0) - SECOND));
    const jump = 1_000_000_000 * SECOND - SECOND;
    const still = { offender: 0, neighbour: 0, 'neighbour-vm': 0, alpha: 0 };
    expect(jumps).toEqual([
      still, { ...still, offender: jump, neighbour: jump, alpha: jump }, { ...still, offender: jump, neighbour: jump, alpha: jump }, { ...still, offender: jump },
    ]);
  });

  test('a hog of vCPUs: containers share by weight, a limit holds it back, a VM has its own', () => {
    const shares = trials('cpu-hog').map((trial) => byName(trial, ({ before, after }) => Math.round((after.cpuTime - before.cpuTime) / 1e7) / 100));
    expect(shares).toEqual([
      { offender: 2, neighbour: 2, 'neighbour-vm': 2, alpha: 4 }, { offender: 0.5, neighbour: 3.5, 'neighbour-vm': 2, alpha: 4 }, { offender: 2, neighbour: 4, 'neighbour-vm': 2, alpha: 4 },
    ]);
    const before = byName(trials('cpu-hog')[0] as TriedExperiment, ({ began, before: then }) => (then.cpuTime - began.cpuTime) / SECOND);
    expect(before).toEqual({ offender: 0, neighbour: 4, 'neighbour-vm': 2, alpha: 4 });
  });

  test('a hog of memory: without a limit the largest process goes, which is the neighbour’s; with one, or in a VM, only its own', () => {
    const killed = trials('memory-hog').map((trial) => byName(trial, ({ before, after }) => after.killed - before.killed));
    expect(killed[0]).toMatchObject({ neighbour: 1, 'neighbour-vm': 0 });
    expect(killed[1]).toEqual({ offender: 24, neighbour: 0, 'neighbour-vm': 0, alpha: 24 });
    expect(killed[2]).toEqual({ offender: 24, neighbour: 0, 'neighbour-vm': 0, alpha: 0 });
    expect(byName(trials('memory-hog')[0] as TriedExperiment, ({ sharesKernel }) => sharesKernel)).toEqual({ offender: true, neighbour: true, 'neighbour-vm': false, alpha: true });
  });

  test('is watched by what runs on the host already, and leaves the world as it was', () => {
    const dataCenter = world();
    apply(
      dataCenter,
      { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: GIBIBYTE, guest: { kind: 'sequential', pagesPerSecond: 20, workingSetPages: 8 } }, { kind: 'vm.start', vm: 'web' },
      { kind: 'container.create', container: 'offender', host: 'alpha', image: 'worker', walls: 'usual' }, { kind: 'container.start', container: 'offender' },
      { kind: 'container.create', container: 'waiting', host: 'alpha' },
    );
    for (let number = 0; number < 6; number++) {
      apply(dataCenter, { kind: 'container.create', container: `box-${number}`, host: 'alpha' }, { kind: 'container.start', container: `box-${number}` });
    }
    const before = dataCenter.save();
    const [privileged] = trials('kernel-panic', dataCenter);
    expect(privileged?.observations.map(({ who, role }) => `${role} ${who}`)).toEqual([
      'offender offender-2', 'container neighbour', 'vm neighbour-vm', 'container offender', 'container box-0', 'container box-1', 'container box-2', 'vm web', 'host alpha',
    ]);
    expect(privileged?.unwatched).toBe(3);
    expect(privileged?.observations.every(({ after }) => after.stoppedBy !== null)).toBe(true);
    const [hog] = trials('cpu-hog', dataCenter);
    expect(byName(hog as TriedExperiment, ({ began, before: then }) => Math.round((then.cpuTime - began.cpuTime) / 1e7) / 100)).toMatchObject({ offender: 1, web: 1 });
    expect(dataCenter.save().header).toBe(before.header);
  });

  test.each(EXPERIMENTS)('%s: comes to the same every time', (experiment) => {
    expect(trials(experiment)).toEqual(trials(experiment));
  });

  test('is refused where the host has no room, or is down', () => {
    const small = world(2 ** 26);
    expect(() => trials('kernel-panic', small)).toThrow('Host "alpha" has no room for VM "neighbour-vm": it needs 64 MiB');
    apply(small, { kind: 'host.fail', host: 'alpha' });
    expect(() => trials('kernel-panic', small)).toThrow('Host "alpha" has failed: repair it first.');
  });
});
