import { Worker } from 'node:worker_threads';
import type { RevealAnswer, RevealWorkerData } from '../../protocol/reveal.ts';

/** Simulates a migration in a worker of its own, so that the extension host stays free. Never rejects. */
export type SimulateReveal = (data: RevealWorkerData) => Promise<RevealAnswer>;

/** `file` is the path of the bundled worker. */
export function revealInWorker(file: string): SimulateReveal {
  return (workerData) =>
    new Promise((resolve) => {
      const worker = new Worker(file, { workerData, name: 'virtlab-reveal' });
      worker.on('message', resolve);
      worker.on('error', (error: Error) => resolve({ ok: false, reason: error.message }));
      worker.on('exit', () => resolve({ ok: false, reason: 'The simulation ended without a result.' }));
    });
}
