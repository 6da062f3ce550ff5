/** The world's worker: `workerData` is a `WorldWorkerData`. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FromWorldWorker, ToWorldWorker, WorldWorkerData } from '../protocol/world.ts';
import { openStore } from '../store/open-store.ts';
import { machineClock } from './clock.ts';
import { worldFromScenario } from './read-scenario.ts';
import { WorldServer } from './world-server.ts';

const port = parentPort;
if (!port) throw new Error('worker.mjs runs as a worker, not by itself.');
const { folder, owner, speed, anew = false } = workerData as WorldWorkerData;

const server = new WorldServer({
  clock: machineClock,
  openStore: (revive) => openStore({ folder, owner }, revive),
  speed,
  anew,
  post: (message: FromWorldWorker) => {
    port.postMessage(message);
  },
  worldFromScenario,
});

const started = server.start();
port.on('message', (message: ToWorldWorker) => {
  void started.then(async () => {
    await server.handle(message);
    if (message.request.kind === 'close') port.close();
  });
});
