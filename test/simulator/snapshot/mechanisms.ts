import { EventQueue } from '../../../src/simulator/kernel/event-queue.ts';
import { type ProcessEnd, RunningProcess } from '../../../src/simulator/kernel/process.ts';
import { MEASURED_COSTS } from '../../../src/simulator/machine/costs.ts';
import { virtualTimeHandler } from '../../../src/simulator/machine/drivers/virtual-time.ts';
import { sequentialWorkload } from '../../../src/simulator/machine/guests/workloads.ts';
import { ModelMachine } from '../../../src/simulator/machine/model-machine.ts';
import type { Effect, Process } from '../../../src/simulator/machine/ports/effect.ts';

/**
 * A running machine of 1000 pages whose guest writes a page every millisecond, page 0 to 9 in turn. Stopping it takes
 * 20 ns, loading a state 30 ns, copying its memory 4096000 ns.
 */
export function runningMachine(): { queue: EventQueue; machine: ModelMachine } {
  const queue = new EventQueue();
  const guest = sequentialWorkload({ kind: 'sequential', pagesPerSecond: 1000, workingSetPages: 10 });
  const costs = { ...MEASURED_COSTS, stop: 20, load: 30, copyBytesPerSecond: 1e9 };
  const machine = new ModelMachine(queue, guest, 1000, costs);
  machine.resume();
  return { queue, machine };
}

/** Starts a mechanism on one machine; `end` is filled in when it has ended. */
export function start<Result>(
  mechanism: Process<Result>,
  queue: EventQueue,
  machine: ModelMachine,
): { end: ProcessEnd<Result> | null; process: RunningProcess<Effect, Result> } {
  const run: { end: ProcessEnd<Result> | null; process: RunningProcess<Effect, Result> } = {
    end: null,
    process: new RunningProcess(mechanism, virtualTimeHandler({ queue, source: machine }), (end) => {
      run.end = end;
    }),
  };
  run.process.start();
  return run;
}
