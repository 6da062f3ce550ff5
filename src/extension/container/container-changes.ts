import * as vscode from 'vscode';
import type { WorldEvent } from '../../simulator/index.ts';
import type { WorldClient } from '../world/world-client.ts';
import { containerPlaceOf, containerUri } from './container-uri.ts';

/** Time in which changes are gathered, in milliseconds. */
const GATHER_FOR = 300;

/**
 * Tells of changes of containers' files. What is changed from outside is known file by file; what processes write is
 * not, so editors look again at what they watch whenever a container has shown a sign of life.
 */
export class ContainerChanges implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #subscription: vscode.Disposable;
  readonly #watched = new Map<string, number>();
  #gathered: vscode.FileChangeEvent[] = [];
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(world: WorldClient) {
    this.#subscription = world.onDidReceiveEvents((events) => {
      const found = events.flatMap((event) => this.#changesOf(event));
      if (found.length === 0) return;
      this.#gathered.push(...found);
      this.#timer ??= setTimeout(() => {
        this.#tell();
      }, GATHER_FOR);
    });
  }

  watch(uri: vscode.Uri): vscode.Disposable {
    const name = uri.toString();
    this.#watched.set(name, (this.#watched.get(name) ?? 0) + 1);
    return new vscode.Disposable(() => {
      const left = (this.#watched.get(name) ?? 1) - 1;
      if (left === 0) this.#watched.delete(name);
      else this.#watched.set(name, left);
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #tell(): void {
    this.#timer = undefined;
    this.#changed.fire([...new Map(this.#gathered.splice(0).map((change) => [`${change.type} ${change.uri.toString()}`, change])).values()]);
  }

  #changesOf(event: WorldEvent): vscode.FileChangeEvent[] {
    const { Created, Changed, Deleted } = vscode.FileChangeType;
    if (event.kind === 'container.file-changed') {
      const { container, path, change, to } = event;
      const at = (type: vscode.FileChangeType, where: string): vscode.FileChangeEvent => ({ type, uri: containerUri({ container, path: where }) });
      if (change === 'renamed') return [at(Deleted, path), ...(to === undefined ? [] : [at(Created, to)])];
      return change === 'written' ? [at(Created, path), at(Changed, path)] : [at(change === 'made' ? Created : Deleted, path)];
    }
    if (event.kind !== 'container.output' && event.kind !== 'container.stopped') return [];
    return [...this.#watched.keys()].map((name) => vscode.Uri.parse(name))
      .filter((uri) => containerPlaceOf(uri).container === event.container)
      .map((uri) => ({ type: Changed, uri }));
  }
}
