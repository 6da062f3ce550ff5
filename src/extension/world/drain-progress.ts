import * as vscode from 'vscode';
import type { WorldEvent } from '../../simulator/index.ts';
import { drainEnding, drainProgress } from '../../viewmodel/datacenter/drain-text.ts';
import { sayDone } from '../util/report.ts';
import type { WorldClient } from './world-client.ts';

interface RunningDrain {
  /** VMs and containers, as `keyOf` calls them. */
  readonly machines: readonly string[];
  readonly ended: Set<string>;
  /** Set once the editor shows the progress. */
  show: (() => void) | undefined;
  readonly close: () => void;
}

/** Shows how far hosts that are drained have come, and says in the end what was left there and why. */
export class DrainProgress implements vscode.Disposable {
  readonly #running = new Map<string, RunningDrain>();
  /** VMs and containers by their migrations' ids. */
  readonly #migrating = new Map<string, string>();
  readonly #subscriptions: readonly vscode.Disposable[];

  constructor(world: WorldClient) {
    this.#subscriptions = [
      world.onDidReceiveEvents((events) => {
        for (const event of events) this.#note(event);
      }),
      // A drain is not saved, and another world has drains of its own.
      world.onDidOpen(() => {
        this.#closeAll();
      }),
    ];
  }

  dispose(): void {
    this.#closeAll();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #note(event: WorldEvent): void {
    switch (event.kind) {
      case 'host.drain-started':
        this.#begin(event);
        return;
      case 'migration.started':
        this.#migrating.set(event.migration, keyOf(event.machine ?? 'vm', event.vm));
        return;
      case 'migration.completed':
      case 'migration.cancelled':
      case 'migration.failed':
        this.#machineEnded(event.migration);
        return;
      case 'host.drain-ended': {
        this.#running.get(event.host)?.close();
        this.#running.delete(event.host);
        const sentence = drainEnding(event);
        if (event.left.length === 0) sayDone(sentence);
        else void vscode.window.showWarningMessage(sentence);
        return;
      }
      default:
    }
  }

  #begin({ host, vms, containers = [] }: Extract<WorldEvent, { kind: 'host.drain-started' }>): void {
    let close: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => (close = resolve));
    const machines = [...vms.map((vm) => keyOf('vm', vm)), ...containers.map((container) => keyOf('container', container))];
    const drain: RunningDrain = { machines, ended: new Set(), show: undefined, close };
    this.#running.set(host, drain);
    const options = { location: vscode.ProgressLocation.Notification, title: `Draining ${host}` };
    void vscode.window.withProgress(options, (progress) => {
      let shown = 0;
      drain.show = () => {
        const { size } = drain.ended;
        progress.report({ message: drainProgress(size, vms.length, containers.length), increment: (100 * (size - shown)) / machines.length });
        shown = size;
      };
      drain.show();
      return closed;
    });
  }

  #machineEnded(migration: string): void {
    const machine = this.#migrating.get(migration);
    this.#migrating.delete(migration);
    if (machine === undefined) return;
    for (const drain of this.#running.values()) {
      if (!drain.machines.includes(machine)) continue;
      drain.ended.add(machine);
      drain.show?.();
    }
  }

  #closeAll(): void {
    for (const { close } of this.#running.values()) close();
    this.#running.clear();
    this.#migrating.clear();
  }
}

/** A VM and a container may have the same name. */
function keyOf(machine: 'vm' | 'container', name: string): string {
  return `${machine} ${name}`;
}
