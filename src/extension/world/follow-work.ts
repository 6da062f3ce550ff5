import * as vscode from 'vscode';
import type { Command, Inventory, Outcome, WorldEvent } from '../../simulator/index.ts';
import type { WorldClient } from './world-client.ts';

/** Work in the data center that goes on for a while, and how to see how far it is. */
export interface Work<End extends WorldEvent> {
  readonly title: string;
  /** What gives it up. */
  readonly cancel: Command;
  /** Null where nothing is known of it. */
  readonly progress: (inventory: Inventory) => { readonly percent: number; readonly message: string } | null;
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

async function follow<End extends WorldEvent>(world: WorldClient, { title, cancel, progress, end, tell }: Work<End>): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  await vscode.window.withProgress(options, (notification, token) => {
    token.onCancellationRequested(() => void world.apply(cancel));
    return new Promise<void>((resolve) => {
      let shown = 0;
      const finish = (ended: End | undefined): void => {
        for (const subscription of subscriptions) subscription.dispose();
        if (ended) tell(ended);
        resolve();
      };
      const subscriptions = [
        world.onDidChange(() => {
          const now = progress(world.inventory);
          if (!now) return;
          notification.report({ message: now.message, increment: now.percent - shown });
          shown = now.percent;
        }),
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
