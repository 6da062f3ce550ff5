import { describe, expect, test } from 'vitest';
import { milliseconds, type Nanoseconds, seconds } from '../../../src/simulator/kernel/time.ts';
import { MEASURED_COSTS, type MachineCosts } from '../../../src/simulator/machine/costs.ts';
import type { GuestProgram } from '../../../src/simulator/machine/guest.ts';
import { sequentialWorkload } from '../../../src/simulator/machine/guests/workloads.ts';
import { ModelMachine } from '../../../src/simulator/machine/model-machine.ts';

const COSTS: MachineCosts = { ...MEASURED_COSTS, deviceStateBytes: 100, throttleOverheadPercent: 0 };

/** A machine of 100 pages whose guest writes pages 0 to 9 in turn, and a clock to be moved by hand. */
function runningMachine(pagesPerSecond: number, costs = COSTS) {
  const clock = { now: 0 };
  const guest = sequentialWorkload({ kind: 'sequential', pagesPerSecond, workingSetPages: 10 });
  const machine = new ModelMachine(clock, guest, 100, costs);
  machine.resume();
  return { clock, machine };
}

/** Lets time pass, with a look at the machine each time so much of it has gone by. */
function lookEvery(step: Nanoseconds, until: Nanoseconds, { clock, machine }: ReturnType<typeof runningMachine>): void {
  while (clock.now < until) {
    clock.now = Math.min(clock.now + step, until);
    machine.catchUp();
  }
}

describe('catching up', () => {
  test('makes the steps that the guest has had time for', () => {
    const { clock, machine } = runningMachine(7);
    clock.now = seconds(10);
    machine.catchUp();
    expect(machine.vcpu.steps).toBe(70);
    expect(machine.vcpu.runningTime).toBe(10_000_000_000);
  });

  test('makes a step when its time is over, and not a nanosecond earlier', () => {
    const { clock, machine } = runningMachine(7);
    // A seventh of a second is 142857142.86 ns.
    clock.now = 142_857_142;
    machine.catchUp();
    expect(machine.vcpu.steps).toBe(0);
    clock.now = 142_857_143;
    machine.catchUp();
    expect(machine.vcpu.steps).toBe(1);
  });

  test.each([1, 333, 99_999, milliseconds(1)])('comes to the same however often one looks: every %i ns', (step) => {
    const often = runningMachine(1_234_567);
    lookEvery(step, 100_003, often);
    const once = runningMachine(1_234_567);
    lookEvery(100_003, 100_003, once);
    // 100003 ns times 1234567 a second is 123.46.
    expect(often.machine.vcpu.steps).toBe(123);
    expect(often.machine.stateHash()).toBe(once.machine.stateHash());
  });

  test('calls the guest only when a step is due', () => {
    const portions: number[] = [];
    const guest: GuestProgram = {
      contentKind: 'numbers',
      stepsPerSecond: 10,
      run: (steps) => {
        portions.push(steps);
      },
    };
    const clock = { now: 0 };
    const machine = new ModelMachine(clock, guest, 1, COSTS);
    machine.resume();
    for (const now of [50, 100, 150, 399, 400]) {
      clock.now = milliseconds(now);
      machine.catchUp();
    }
    expect(portions).toEqual([1, 2, 1]);
  });

  test('loses nothing over a hundred days', () => {
    const clock = { now: 0 };
    const guest: GuestProgram = { contentKind: 'numbers', stepsPerSecond: 7_999_999, run: () => undefined };
    const machine = new ModelMachine(clock, guest, 1, COSTS);
    machine.resume();
    for (let day = 1; day <= 100; day++) {
      clock.now = seconds(day * 24 * 3600);
      machine.catchUp();
    }
    expect(machine.vcpu.steps).toBe(7_999_999 * 8_640_000);
  });
});

describe('a paused machine', () => {
  test('makes no steps, and is not behind when it runs again', () => {
    const { clock, machine } = runningMachine(10);
    clock.now = seconds(1);
    machine.pause();
    expect(machine.isRunning).toBe(false);
    expect(machine.stepsPerSecond).toBe(0);
    clock.now = seconds(5);
    machine.resume();
    expect(machine.vcpu.steps).toBe(10);
    clock.now = seconds(6);
    machine.catchUp();
    expect(machine.vcpu.steps).toBe(20);
    expect(machine.vcpu.runningTime).toBe(6_000_000_000 - 4_000_000_000);
  });

  test('is what a new machine is, whenever it was made', () => {
    const clock = { now: seconds(100) };
    const guest = sequentialWorkload({ kind: 'sequential', pagesPerSecond: 10, workingSetPages: 10 });
    const machine = new ModelMachine(clock, guest, 100, COSTS);
    clock.now = seconds(200);
    machine.resume();
    clock.now = seconds(201);
    machine.catchUp();
    expect(machine.vcpu.steps).toBe(10);
  });

  test('may be paused again, and a running one resumed again', () => {
    const { clock, machine } = runningMachine(10);
    machine.resume();
    clock.now = seconds(1);
    machine.pause();
    machine.pause();
    expect(machine.vcpu.steps).toBe(10);
  });
});

describe('throttling', () => {
  test('by 50 percent halves the steps and the running time', () => {
    const { clock, machine } = runningMachine(10);
    machine.setThrottle(50);
    expect(machine.stepsPerSecond).toBe(5);
    clock.now = seconds(10);
    machine.catchUp();
    expect(machine.vcpu.steps).toBe(50);
    expect(machine.vcpu.runningTime).toBe(seconds(5));
  });

  test('holds from the moment it is set', () => {
    const { clock, machine } = runningMachine(100);
    clock.now = seconds(1);
    machine.setThrottle(50);
    clock.now = seconds(2);
    machine.setThrottle(99);
    clock.now = seconds(3);
    machine.setThrottle(0);
    expect(machine.vcpu.steps).toBe(100 + 50 + 1);
    expect(machine.vcpu.runningTime).toBe(1_510_000_000);
  });

  test('takes a little more than asked for, but always leaves the guest a hundredth', () => {
    const { machine } = runningMachine(100, { ...COSTS, throttleOverheadPercent: 2 });
    machine.setThrottle(20);
    expect(machine.stepsPerSecond).toBe(78);
    machine.setThrottle(99);
    expect(machine.stepsPerSecond).toBe(1);
    machine.setThrottle(0);
    expect(machine.stepsPerSecond).toBe(100);
  });

  test.each([1, 7, 999])('comes to the same however often one looks: every %i ns', (step) => {
    const often = runningMachine(8_000_000);
    often.machine.setThrottle(33);
    lookEvery(step, 10_001, often);
    // 67 percent of 10001 ns are 6700.67 ns; of the 8 million steps a second, 53 are due by then.
    expect(often.machine.vcpu.runningTime).toBe(6700);
    expect(often.machine.vcpu.steps).toBe(53);
  });
});

describe('the dirty log', () => {
  test('has the pages written since it was started: those of the time before are not in it', () => {
    const { clock, machine } = runningMachine(10);
    clock.now = milliseconds(300);
    machine.startDirtyLog();
    clock.now = milliseconds(600);
    expect([...machine.collectDirtyLog().pages()]).toEqual([3, 4, 5]);
    clock.now = milliseconds(700);
    expect([...machine.collectDirtyLog().pages()]).toEqual([6]);
  });

  test('does not have the pages that come from outside', () => {
    const { machine } = runningMachine(10);
    machine.startDirtyLog();
    machine.writePages({ pages: Uint32Array.of(50), contents: { kind: 'numbers', data: Uint32Array.of(5) } });
    expect(machine.collectDirtyLog().count()).toBe(0);
    expect(machine.memory.table.number(50)).toBe(5);
  });
});

test('pages are read as they are at this moment', () => {
  const { clock, machine } = runningMachine(10);
  clock.now = milliseconds(150);
  expect([...machine.readPages(Uint32Array.of(0, 1)).contents.data]).toEqual([65_536, 0]);
});

describe('going back to a captured state', () => {
  test('is going on as if nothing had happened since', () => {
    const { clock, machine } = runningMachine(10);
    clock.now = milliseconds(500);
    machine.pause();
    const image = machine.captureMemory();
    const device = machine.saveDeviceState();
    const before = machine.stateHash();
    machine.resume();
    clock.now = seconds(7);
    const after = machine.stateHash();
    expect(after).not.toBe(before);

    machine.pause();
    machine.restoreMemory(image);
    machine.loadDeviceState(device);
    expect(machine.stateHash()).toBe(before);
    machine.resume();
    // The same 6.5 seconds again.
    clock.now = seconds(13.5);
    expect(machine.stateHash()).toBe(after);
  });

  test('works in another machine too', () => {
    const { clock, machine } = runningMachine(10);
    clock.now = milliseconds(500);
    machine.pause();
    const other = new ModelMachine(clock, machine.guest, 100, COSTS);
    other.restoreMemory(machine.captureMemory());
    other.loadDeviceState(machine.saveDeviceState());
    expect(other.stateHash()).toBe(machine.stateHash());
  });
});

describe('the device state', () => {
  test('has the size that the costs name', () => {
    const { machine } = runningMachine(10);
    machine.pause();
    expect(machine.saveDeviceState().length).toBe(100);
  });

  test('cannot be saved, loaded, nor memory restored, while the machine runs', () => {
    const { machine } = runningMachine(10);
    expect(() => machine.saveDeviceState()).toThrow('The device state can be saved only while the machine is paused.');
    expect(() => {
      machine.loadDeviceState(new Uint8Array(100));
    }).toThrow('A device state can be loaded only while the machine is paused.');
    expect(() => {
      machine.restoreMemory(machine.captureMemory());
    }).toThrow('Memory can be restored only while the machine is paused.');
  });

  test('that is too short is refused', () => {
    const { machine } = runningMachine(10);
    machine.pause();
    expect(() => {
      machine.loadDeviceState(new Uint8Array(3));
    }).toThrow('A device state has at least 80 bytes; this one has 3.');
  });
});

describe('the hash of the state', () => {
  test('has 24 hexadecimal digits', () => {
    expect(runningMachine(10).machine.stateHash()).toMatch(/^[0-9a-f]{24}$/);
  });

  test('takes in the vCPU: the same memory with other registers is another state', () => {
    const { machine } = runningMachine(10);
    const before = machine.stateHash();
    machine.vcpu.registers[15] = 1;
    expect(machine.stateHash()).not.toBe(before);
  });
});

describe('a limit of page writes', () => {
  function machineWith(program: Partial<GuestProgram>): ModelMachine {
    const guest: GuestProgram = { contentKind: 'numbers', stepsPerSecond: 1000, run: () => undefined, ...program };
    const machine = new ModelMachine({ now: 0 }, guest, 100, COSTS);
    machine.resume();
    return machine;
  }

  test('slows a guest by the pages that a step writes; one that only reads is not slowed', () => {
    const machines = [undefined, 2, 0].map((pageWritesPerStep) =>
      machineWith(pageWritesPerStep === undefined ? {} : { pageWritesPerStep }));
    for (const machine of machines) machine.limitPageWrites(256);
    expect(machines.map(({ stepsPerSecond }) => Math.round(stepsPerSecond))).toEqual([256, 128, 1000]);
    for (const machine of machines) machine.limitPageWrites(null);
    expect(machines.map(({ stepsPerSecond, pageWriteLimit }) => [stepsPerSecond, pageWriteLimit])).toEqual(
      [[1000, null], [1000, null], [1000, null]]);
  });
});
