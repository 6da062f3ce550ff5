import { Worker } from 'node:worker_threads';
import type {
  FromWorldWorker,
  ToWorldWorker,
  WorldAnswer,
  WorldRequest,
  WorldWorkerData,
} from '../../protocol/world.ts';

type News = Exclude<FromWorldWorker, { kind: 'answer' }>;

/** Who hears of a worker. */
export interface WorldListener {
  heard(news: News): void;
  /** The worker has ended without having been asked to; every open request has failed. */
  died(reason: string): void;
}

interface OpenRequest {
  readonly resolve: (answer: WorldAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** One worker from its start to its end, and the requests it has not answered yet. */
export class WorldConnection {
  readonly #worker: Worker;
  readonly #listener: WorldListener;
  readonly #open = new Map<number, OpenRequest>();
  #lastId = 0;
  #closing = false;
  #ended = false;

  constructor(workerFile: string, data: WorldWorkerData, listener: WorldListener) {
    this.#listener = listener;
    this.#worker = new Worker(workerFile, { workerData: data, name: 'virtlab-world' });
    this.#worker.on('message', (message: FromWorldWorker) => {
      this.#hear(message);
    });
    this.#worker.on('error', (error) => {
      this.#end(error instanceof Error ? error.message : String(error));
    });
    this.#worker.on('exit', (code) => {
      this.#end(`it ended with code ${code}`);
    });
  }

  /** Asks the worker. Rejects if the worker ends before it has answered. */
  ask(request: WorldRequest): Promise<WorldAnswer> {
    if (this.#ended) return Promise.reject(new Error('The data center is not running.'));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#open.set(id, { resolve, reject });
      const message: ToWorldWorker = { id, request };
      this.#worker.postMessage(message);
    });
  }

  /** Saves and ends the worker. Ends it all the same where saving fails or takes longer than `patience` milliseconds. */
  async close(patience: number): Promise<void> {
    this.#closing = true;
    if (!this.#ended) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => (timer = setTimeout(resolve, patience)));
      await Promise.race([this.ask({ kind: 'close' }).catch(() => undefined), late]);
      clearTimeout(timer);
    }
    await this.#worker.terminate();
  }

  #hear(message: FromWorldWorker): void {
    if (message.kind !== 'answer') {
      this.#listener.heard(message);
      return;
    }
    this.#open.get(message.id)?.resolve(message.answer);
    this.#open.delete(message.id);
  }

  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const { reject } of open) reject(new Error(`The data center stopped unexpectedly: ${reason}.`));
    if (!this.#closing) this.#listener.died(reason);
  }
}
