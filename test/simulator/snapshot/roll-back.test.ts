import { expect, test } from 'vitest';
import { milliseconds } from '../../../src/simulator/kernel/time.ts';
import { Clock } from '../../../src/simulator/machine/ports/clock.ts';
import { SnapshotMachine } from '../../../src/simulator/machine/ports/snapshot-machine.ts';
import { rollBack } from '../../../src/simulator/snapshot/roll-back.ts';
import { takeSnapshot } from '../../../src/simulator/snapshot/take-snapshot.ts';
import { runningMachine, start } from './mechanisms.ts';

const port = new SnapshotMachine(1000);

/** A machine of which a snapshot was taken after 5 pages, and which has run on for 20 ms. */
function machineWithSnapshot() {
  const { queue, machine } = runningMachine();
  queue.runUntil(milliseconds(5.5));
  const hash = machine.stateHash();
  const snapshot = start(takeSnapshot(port, new Clock(), { method: 'copy-on-write', contents: 'machine', quiesce: false }), queue, machine);
  queue.runUntil(milliseconds(25));
  if (snapshot.end?.ok !== true) throw new Error('The snapshot has not been taken.');
  return { queue, machine, state: snapshot.end.value.state, hash };
}

test('rolling back puts memory and registers back, as if nothing had happened since', () => {
  const { queue, machine, state, hash } = machineWithSnapshot();
  expect(machine.stateHash()).not.toBe(hash);
  start(rollBack(port, new Clock(), state, { runAfterwards: false }), queue, machine);
  queue.runUntil(milliseconds(30));
  expect(machine.stateHash()).toBe(hash);
  expect(machine.isRunning).toBe(false);
});

test('it takes the time to stop and to load, and then the guest runs on if asked to', () => {
  const { queue, machine, state } = machineWithSnapshot();
  const run = start(rollBack(port, new Clock(), state, { runAfterwards: true }), queue, machine);
  queue.runUntil(milliseconds(25) + 49);
  expect(run.end).toBeNull();
  queue.runUntil(milliseconds(25) + 50);
  expect(run.end).toEqual({ ok: true, value: undefined });
  expect(machine.isRunning).toBe(true);
});

test('it works as often as one likes: the snapshot stays what it is', () => {
  const { queue, machine, state, hash } = machineWithSnapshot();
  for (const end of [100, 200, 300]) {
    start(rollBack(port, new Clock(), state, { runAfterwards: false }), queue, machine);
    queue.runUntil(milliseconds(end - 50));
    expect(machine.stateHash()).toBe(hash);
    machine.resume();
    queue.runUntil(milliseconds(end));
    expect(machine.stateHash()).not.toBe(hash);
  }
});
