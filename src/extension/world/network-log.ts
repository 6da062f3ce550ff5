import * as vscode from 'vscode';
import type { Nanoseconds, NetworkEvent, Outcome, WorldEvent } from '../../simulator/index.ts';
import { isNetworkEvent, networkSentence } from '../../viewmodel/network/event-sentence.ts';
import type { WorldClient } from './world-client.ts';

/** The log `VirtLab Network`: what happens to connections, in sentences. It is made with its first line. */
export class NetworkLog implements vscode.Disposable {
  readonly #subscription: vscode.Disposable;
  #channel: vscode.OutputChannel | undefined;

  constructor(world: WorldClient) {
    this.#subscription = world.onDidReceiveEvents((events) => {
      this.#note(events);
    });
  }

  show(): void {
    this.#open().show(true);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#channel?.dispose();
  }

  #note(events: readonly WorldEvent[]): void {
    for (const event of events) if (isNetworkEvent(event)) this.#open().appendLine(line(event));
  }

  #open(): vscode.OutputChannel {
    this.#channel ??= vscode.window.createOutputChannel('VirtLab Network');
    return this.#channel;
  }
}

/** The command that brings the log to the front. */
export function showLog(log: NetworkLog) {
  return (): Promise<Outcome> => {
    log.show();
    return Promise.resolve({ ok: true, events: [] });
  };
}

function line(event: NetworkEvent & { readonly time: Nanoseconds }): string {
  return `${(event.time / 1e9).toFixed(4).padStart(10)} s  ${networkSentence(event)}`;
}
