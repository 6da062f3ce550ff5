import * as vscode from 'vscode';
import type { Command, Inventory, Outcome, WorldEvent } from '../../simulator/index.ts';
import type { WorldClient } from './world-client.ts';

/** What a notification says of work in the data center, and what it can do to it. */
export interface WatchedWork {
  readonly title: string;
  /** What gives it up. */
  readonly cancel: Command;
  /** Null where nothing is known of it. */
  readonly progress: (inventory: Inventory) => { readonly percent: number; readonly message: string } | null;
}

/** Work that goes on for a while after its command was answered. */
export interface Work<End extends WorldEvent> extends WatchedWork {
  /** The event that ends it, where it is among these. */
  readonly end: (events: readonly WorldEvent[]) => End | undefined;
  readonly tell: (end: End) => void;
  /** Shows it where it can be watched; work that is over at once is not shown. */
  readonly show: () => void;
}

/**
 * Carries out a command that begins work, and shows how far that is, in a notification that can cancel it, until it has
 * ended or another world is opened. Its end may be heard of before the command is answered.
 */
export async function beginWork<End extends WorldEvent>(world: WorldClient, command: Command, work: (outcome: Outcome & { readonly ok: true }) => Work<End>): Promise<Outcome> {
  const heard: WorldEvent[] = [];
  const hearing = world.onDidReceiveEvents((events) => {
    heard.push(...events);
  });
  const outcome = await world.apply(command);
  hearing.dispose();
  if (!outcome.ok) return outcome;
  const begun = work(outcome);
  const [first] = outcome.events;
  const end = begun.end([...outcome.events, ...heard.filter(({ sequence }) => first !== undefined && sequence > first.sequence)]);
  if (end) begun.tell(end);
  else {
    begun.show();
    void follow(world, begun);
  }
  return outcome;
}

/** Real milliseconds after which work is worth a notification. */
const SOON = 400;

/**
 * Carries out a command that is answered when its work is through. Where that takes a while, a notification shows how far
 * it is, and can cancel it.
 */
export async function throughWork(world: WorldClient, command: Command, work: WatchedWork): Promise<Outcome> {
  const applied = world.apply(command);
  const isSoon = await Promise.race([applied.then(() => true), new Promise<boolean>((resolve) => setTimeout(() => { resolve(false); }, SOON))]);
  if (!isSoon) {
    const options = { location: vscode.ProgressLocation.Notification, title: work.title, cancellable: true };
    await vscode.window.withProgress(options, async (notification, token) => {
      token.onCancellationRequested(() => void world.apply(work.cancel));
      const reporting = report(world, notification, work.progress);
      await applied;
      reporting.dispose();
    });
  }
  return applied;
}

/** Tells a notification how far the work is, after every change. */
function report(world: WorldClient, notification: vscode.Progress<{ message: string; increment: number }>, progress: WatchedWork['progress']): vscode.Disposable {
  let shown = 0;
  return world.onDidChange(() => {
    const now = progress(world.inventory);
    if (!now) return;
    notification.report({ message: now.message, increment: now.percent - shown });
    shown = now.percent;
  });
}

async function follow<End extends WorldEvent>(world: WorldClient, { title, cancel, progress, end, tell }: Work<End>): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  await vscode.window.withProgress(options, (notification, token) => {
    token.onCancellationRequested(() => void world.apply(cancel));
    return new Promise<void>((resolve) => {
      const finish = (ended: End | undefined): void => {
        for (const subscription of subscriptions) subscription.dispose();
        if (ended) tell(ended);
        resolve();
      };
      const subscriptions = [
        report(world, notification, progress),
        world.onDidReceiveEvents((events) => {
          const ended = end(events);
          if (ended) finish(ended);
        }),
        world.onDidOpen(() => {
          finish(undefined);
        }),
      ];
    });
  });
}
