import { describe, expect, test } from 'vitest';
import { EventQueue } from '../../../../src/simulator/kernel/event-queue.ts';
import { type ProcessEnd, RunningProcess } from '../../../../src/simulator/kernel/process.ts';
import { MEASURED_COSTS, type MachineCosts } from '../../../../src/simulator/machine/costs.ts';
import { LinkEnds } from '../../../../src/simulator/machine/drivers/link-ends.ts';
import { virtualTimeHandler } from '../../../../src/simulator/machine/drivers/virtual-time.ts';
import { sequentialWorkload } from '../../../../src/simulator/machine/guests/workloads.ts';
import { ModelMachine } from '../../../../src/simulator/machine/model-machine.ts';
import { Clock } from '../../../../src/simulator/machine/ports/clock.ts';
import type { Effect, Process } from '../../../../src/simulator/machine/ports/effect.ts';
import { Link } from '../../../../src/simulator/machine/ports/link.ts';
import { DestinationMachine } from '../../../../src/simulator/machine/ports/destination-machine.ts';
import { SnapshotMachine } from '../../../../src/simulator/machine/ports/snapshot-machine.ts';
import { LinkModel } from '../../../../src/simulator/network/link-model.ts';

/** In nanoseconds; a page of 4096 bytes takes 1 ns to copy. */
const COSTS: MachineCosts = {
  ...MEASURED_COSTS,
  startDirtyLog: 10,
  stop: 20,
  load: 3000,
  deviceStateBytes: 100,
  copyBytesPerSecond: 4096e9,
};

const source = new SnapshotMachine(100);
const destination = new DestinationMachine(100);
const link = new Link();
const clock = new Clock();

/** Two machines of 100 pages, the source running, joined by a link of one byte a nanosecond and 50 ns. */
function world() {
  const queue = new EventQueue();
  const guest = sequentialWorkload({ kind: 'sequential', pagesPerSecond: 1_000_000, workingSetPages: 100 });
  const machines = { source: new ModelMachine(queue, guest, 100, COSTS), destination: new ModelMachine(queue, guest, 100, COSTS) };
  machines.source.resume();
  const model = new LinkModel(queue, { bytesPerSecond: 1e9, latencyNanoseconds: 50, sendBufferBytes: 0 });
  return { queue, ...machines, model, link: model.open() };
}

/** Runs a mechanism to its end, or for so long. */
function run<Result>(mechanism: Process<Result>, machines: Partial<ReturnType<typeof world>> = world(), until = 1e9) {
  const { queue, source, destination, link } = machines as ReturnType<typeof world>;
  let end: ProcessEnd<Result> | undefined;
  const handler = virtualTimeHandler({
    queue,
    source,
    ...('destination' in machines && { destination }),
    ...('link' in machines && { link: new LinkEnds(queue, destination, link) }),
  });
  const process = new RunningProcess<Effect, Result>(mechanism, handler, (ended) => {
    end = ended;
  });
  process.start();
  queue.runUntil(until);
  return { process, end };
}

/** How long a part of a mechanism takes in simulated time. */
function* timed(part: Process<unknown>): Process<number> {
  const began = yield* clock.now();
  yield* part;
  return (yield* clock.now()) - began;
}

function costOf(part: Process<unknown>, machines = world()): number {
  const { end } = run(timed(part), machines);
  if (end?.ok !== true) throw new Error('The part has not ended well.');
  return end.value;
}

function pausedWorld() {
  const machines = world();
  machines.source.pause();
  return machines;
}

describe('what effects cost in simulated time', () => {
  test('a wait takes as long as it says', () => {
    expect(costOf(clock.wait(12_345))).toBe(12_345);
  });

  test('switching the dirty log on takes its time; collecting and stopping it none', () => {
    expect(costOf(source.startDirtyLog())).toBe(10);
    const machines = world();
    machines.source.startDirtyLog();
    expect(costOf(source.collectDirtyLog(), machines)).toBe(0);
    expect(costOf(source.stopDirtyLog())).toBe(0);
  });

  test('pausing takes its time, unless the machine is paused already; resuming none', () => {
    expect(costOf(source.pause())).toBe(20);
    expect(costOf(source.pause(), pausedWorld())).toBe(0);
    expect(costOf(source.resume(), pausedWorld())).toBe(0);
  });

  test('capturing memory takes none, copying it a nanosecond for each of its 100 pages here', () => {
    expect(costOf(source.captureMemory())).toBe(0);
    expect(costOf(source.copyMemory())).toBe(100);
  });

  test('reading pages and saving the device state take none, loading one does', () => {
    expect(costOf(source.readPages(Uint32Array.of(0, 99)))).toBe(0);
    expect(costOf(source.saveDeviceState(), pausedWorld())).toBe(0);
    expect(costOf(source.loadDeviceState(new Uint8Array(100)), pausedWorld())).toBe(3000);
  });

  test('throttling takes none', () => {
    const machines = world();
    expect(costOf(source.setThrottle(40), machines)).toBe(0);
    expect(machines.source.throttlePercent).toBe(40);
  });
});

test('a machine stands still from the moment it is told to pause: the cost comes on top', () => {
  const machines = world();
  function* mechanism(): Process<void> {
    yield* clock.wait(5000);
    yield* source.pause();
  }
  run(mechanism(), machines);
  // A page every microsecond.
  expect(machines.source.vcpu.steps).toBe(5);
});

describe('what is sent', () => {
  test('arrives at the destination: pages, then the device state', () => {
    const machines = world();
    function* mechanism(): Process<void> {
      yield* clock.wait(3000);
      yield* source.pause();
      const batch = yield* source.readPages(Uint32Array.of(0, 1, 2, 3));
      yield* link.send({ kind: 'pages', batch }, 4000);
      const state = yield* source.saveDeviceState();
      yield* link.send({ kind: 'device-state', state }, 100);
      yield* link.flush();
    }
    const { end } = run(mechanism(), machines);
    expect(end).toEqual({ ok: true, value: undefined });
    expect([0, 1, 2, 3].map((page) => machines.destination.memory.table.number(page))).toEqual([
      65_536, 65_537, 65_538, 0,
    ]);
    expect(machines.destination.vcpu.steps).toBe(3);
  });

  test('takes the time of the link', () => {
    const batch = { pages: Uint32Array.of(1), contents: { kind: 'numbers', data: Uint32Array.of(1) } } as const;
    expect(costOf(link.send({ kind: 'pages', batch }, 4104))).toBe(4104);
  });

  test('is confirmed when it is in place, which for a device state takes as long as loading it', () => {
    function* mechanism(): Process<void> {
      yield* link.send({ kind: 'device-state', state: new Uint8Array(100) }, 100);
      yield* link.flush();
    }
    // The last byte leaves after 100 ns and is there 50 ns later; then 3000 ns to load, and 50 ns for the word of it.
    expect(costOf(mechanism())).toBe(3200);
  });

  test('is lost when the link is cut, and the mechanism sees why', () => {
    const machines = world();
    function* mechanism(): Process<string> {
      try {
        yield* link.send({ kind: 'device-state', state: new Uint8Array(100) }, 100);
        return 'sent';
      } catch (error) {
        return `${(error as Error).name}: ${(error as Error).message}`;
      }
    }
    machines.queue.at(99, () => {
      machines.model.cut();
    });
    expect(run(mechanism(), machines).end).toEqual({ ok: true, value: 'LinkFailure: The link went down.' });
  });

  test('is not confirmed when the link is cut while the destination loads', () => {
    const machines = world();
    function* mechanism(): Process<string> {
      yield* link.send({ kind: 'device-state', state: new Uint8Array(100) }, 100);
      try {
        yield* link.flush();
        return 'confirmed';
      } catch {
        return 'not confirmed';
      }
    }
    machines.queue.at(2000, () => {
      machines.model.cut();
    });
    expect(run(mechanism(), machines).end).toEqual({ ok: true, value: 'not confirmed' });
  });
});

describe('a failed effect', () => {
  function* caught(part: Process<unknown>): Process<string> {
    try {
      yield* part;
      return 'no failure';
    } catch (error) {
      return (error as Error).message;
    }
  }

  test('of a machine is thrown at the yield', () => {
    expect(run(caught(source.saveDeviceState())).end).toEqual({
      ok: true,
      value: 'The device state can be saved only while the machine is paused.',
    });
    expect(run(caught(source.collectDirtyLog())).end).toEqual({
      ok: true,
      value: 'The dirty log is off: call startDirtyLog() before collectDirtyLog().',
    });
  });

  test('says that there is no destination, or no link, where there is none', () => {
    const { queue, source: machine } = world();
    expect(run(caught(destination.resume()), { queue, source: machine }).end).toEqual({
      ok: true,
      value: 'This mechanism has no destination machine.',
    });
    expect(run(caught(link.flush()), { queue, source: machine }).end).toEqual({
      ok: true,
      value: 'This mechanism has no link.',
    });
  });

  test('says that a memory image is of another kind of machine', () => {
    expect(run(caught(source.restoreMemory({ pageCount: 100 })), pausedWorld()).end).toEqual({
      ok: true,
      value: 'This memory image was taken of another kind of machine.',
    });
  });
});

describe('an interruption', () => {
  const cancelled = new Error('cancelled');

  test.each<[string, () => Process<unknown>]>([
    ['wait', () => clock.wait(1000)],
    ['pause', () => source.pause()],
    ['send', () => link.send({ kind: 'device-state', state: new Uint8Array(100) }, 100)],
  ])('of a %s leaves nobody waiting', (_name, part) => {
    const machines = world();
    const { process, end } = run(part(), machines, 5);
    expect(end).toBeUndefined();
    process.interrupt(cancelled);
    expect(process.ended).toBe(true);
    machines.link.close();
    expect(machines.queue.waiting).toBe(0);
  });

  test.each([
    ['the last byte is on its way', 120],
    ['the destination loads', 2000],
    ['the confirmation is on its way', 3180],
  ])('of a flush while %s leaves nobody waiting', (_name, when) => {
    const machines = world();
    function* mechanism(): Process<void> {
      yield* link.send({ kind: 'device-state', state: new Uint8Array(100) }, 100);
      yield* link.flush();
    }
    const { process, end } = run(mechanism(), machines, when);
    expect(end).toBeUndefined();
    process.interrupt(cancelled);
    machines.link.close();
    expect(machines.queue.waiting).toBe(0);
  });
});
