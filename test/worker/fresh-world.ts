import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from '../../src/simulator/index.ts';
import { WorldConnection } from '../../src/extension/world/world-connection.ts';
import { completed } from '../../src/protocol/brief-view.ts';
import type { FromWorldWorker, WorldView } from '../../src/protocol/world.ts';
import { builtWorker } from '../helpers/built-worker.ts';

type News = Exclude<FromWorldWorker, { kind: 'answer' }>;

/** A real worker on a folder, and what it has told. */
export class ObservedWorld {
  readonly news: News[] = [];
  readonly deaths: string[] = [];
  readonly connection: WorldConnection;
  readonly opened: Promise<void>;
  #view: WorldView | undefined;

  constructor(folder: string, speed = 0, owner: string = randomUUID(), anew = false) {
    let open: () => void;
    this.opened = new Promise((resolve) => (open = resolve));
    this.connection = new WorldConnection(builtWorker(), { folder, owner, speed, anew }, {
      heard: (news) => {
        this.news.push(news);
        if (news.kind === 'opened') this.#view = news.view;
        if (news.kind === 'changed') this.#view = completed(news.view, this.#view!.inventory);
        if (news.kind === 'opened') open();
      },
      died: (reason) => {
        this.deaths.push(reason);
      },
    });
  }

  /** The latest view told. */
  get view(): WorldView {
    return this.#view!;
  }

  get notices() {
    return this.news.flatMap((news) => (news.kind === 'notice' ? [news.notice] : []));
  }

  /** All events told, the trace of the opened world included. */
  get events() {
    return this.news.flatMap((news) => (news.kind === 'changed' ? news.events : news.kind === 'opened' ? news.trace : []));
  }

  async apply(command: Command) {
    const answer = await this.connection.ask({ kind: 'apply', command });
    if (answer.kind !== 'outcome') throw new Error(`an outcome was expected, not ${answer.kind}`);
    return answer.outcome;
  }

  async applyAll(commands: readonly Command[]): Promise<void> {
    for (const command of commands) {
      const outcome = await this.apply(command);
      if (!outcome.ok) throw new Error(outcome.refusal);
    }
  }

  /** The same, until each is answered as saved: on a disk that is slow it may be put off at first. */
  async applyAndSave(commands: readonly Command[]): Promise<void> {
    for (const command of commands) {
      const answer = await this.connection.ask({ kind: 'apply', command });
      if (answer.kind !== 'outcome' || !answer.outcome.ok) throw new Error(JSON.stringify(answer));
      if (!answer.saved) await this.connection.ask({ kind: 'save' });
    }
  }

  close(): Promise<void> {
    return this.connection.close(240_000);
  }
}

/** Runs something with a folder that is removed afterwards. */
export async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'virtlab-world-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
