/** Entry of a worker that simulates one migration, tells what came of it, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { simulateReveal } from '../labs/reveal.ts';
import type { RevealAnswer, RevealWorkerData } from '../protocol/reveal.ts';

function answer({ scenario, migration }: RevealWorkerData): RevealAnswer {
  try {
    return { ok: true, revealed: simulateReveal(scenario, migration) };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.postMessage(answer(workerData as RevealWorkerData));
