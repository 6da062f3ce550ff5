import * as vscode from 'vscode';
import type { FileAnswer, WorldEvent } from '../../simulator/index.ts';
import type { WorldClient } from '../world/world-client.ts';
import { containerPlaceOf, containerUri } from './container-uri.ts';

/** Time in which changes that were told are gathered, in milliseconds. */
const GATHER_FOR = 300;
/** Time between two looks at what somebody watches, in milliseconds. */
const LOOK_EVERY = 1_000;

/** What was seen of a file: what differs after a change. Of a folder: the names in it, each with its kind. */
type Sight = ReadonlyMap<string, string>;

/**
 * Tells of changes of containers' files. What is changed from outside is told by the world, file by file. What processes
 * change is not: while somebody watches, the files and folders that were shown are looked at again.
 */
export class ContainerChanges implements vscode.Disposable {
  readonly #world: WorldClient;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #subscriptions: vscode.Disposable;
  readonly #watched = new Map<string, number>();
  /** What was shown last of files and folders below what is watched, by URI. */
  readonly #seen = new Map<string, Sight>();
  #gathered: vscode.FileChangeEvent[] = [];
  #telling: NodeJS.Timeout | undefined;
  #looking: NodeJS.Timeout | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(world: WorldClient) {
    this.#world = world;
    this.#subscriptions = vscode.Disposable.from(
      world.onDidReceiveEvents((events) => {
        this.#gathered.push(...events.flatMap(changesOf));
        if (this.#gathered.length > 0) this.#telling ??= setTimeout(() => this.#tell(), GATHER_FOR);
      }),
      world.onDidChange(() => {
        if (this.#watched.size > 0) this.#looking ??= setTimeout(() => void this.#look(), LOOK_EVERY);
      }),
    );
  }

  watch(uri: vscode.Uri): vscode.Disposable {
    const name = uri.toString();
    this.#watched.set(name, (this.#watched.get(name) ?? 0) + 1);
    // An editor that asks to be told of a file has read it already.
    void this.#beginWith(uri);
    return new vscode.Disposable(() => {
      const left = (this.#watched.get(name) ?? 1) - 1;
      if (left > 0) this.#watched.set(name, left);
      else this.#watched.delete(name);
      for (const seen of this.#seen.keys()) if (!this.#isWatched(seen)) this.#seen.delete(seen);
    });
  }

  /** What was just shown of a file or a folder; from now on changes against it are told. */
  shown(uri: vscode.Uri, answer: FileAnswer): void {
    const name = uri.toString();
    const sight = sightOf(answer);
    if (sight !== null && this.#isWatched(name)) this.#seen.set(name, sight);
  }

  dispose(): void {
    clearTimeout(this.#telling);
    clearTimeout(this.#looking);
    this.#subscriptions.dispose();
    this.#changed.dispose();
  }

  /** Whether it is watched itself, or is below something that is. */
  #isWatched(uri: string): boolean {
    return [...this.#watched.keys()].some((watched) => uri === watched || uri.startsWith(`${watched}/`));
  }

  async #beginWith(uri: vscode.Uri): Promise<void> {
    const sight = (await this.#lookAt(uri, 'stat')) ?? (await this.#lookAt(uri, 'list'));
    const name = uri.toString();
    if (sight !== null && this.#isWatched(name) && !this.#seen.has(name)) this.#seen.set(name, sight);
  }

  #tell(): void {
    this.#telling = undefined;
    const changes = [...new Map(this.#gathered.splice(0).map((change) => [`${change.type} ${change.uri.toString()}`, change])).values()];
    if (changes.length > 0) this.#changed.fire(changes);
  }

  async #look(): Promise<void> {
    for (const [name, before] of [...this.#seen]) {
      const uri = vscode.Uri.parse(name);
      const after = await this.#lookAt(uri, before.has(FILE) ? 'stat' : 'list');
      // It may have been shown again, or let go, meanwhile.
      if (this.#seen.get(name) !== before) continue;
      if (after === null) this.#seen.delete(name);
      else this.#seen.set(name, after);
      this.#gathered.push(...differences(uri, before, after ?? new Map()));
    }
    this.#looking = undefined;
    this.#tell();
  }

  /** Null where it is gone, or nobody can look into it now. */
  async #lookAt(uri: vscode.Uri, ask: 'stat' | 'list'): Promise<Sight | null> {
    const { container, path } = containerPlaceOf(uri);
    try {
      return sightOf(await this.#world.lookIntoContainer(container, { ask, path }));
    } catch {
      return null;
    }
  }
}

/** Stands for the file itself; no file in a folder has an empty name. */
const FILE = '';

/** Null for what cannot change, or is looked at otherwise. */
function sightOf(answer: FileAnswer): Sight | null {
  switch (answer.kind) {
    case 'stat':
      return answer.status.kind === 'directory' ? null : new Map([[FILE, `${answer.status.number} ${answer.status.size} ${answer.status.modifiedAt}`]]);
    case 'list':
      return new Map(answer.entries.map(({ name, kind }) => [name, kind]));
    case 'read':
    case 'refused':
      return null;
  }
}

function differences(uri: vscode.Uri, before: Sight, after: Sight): vscode.FileChangeEvent[] {
  const { Created, Changed, Deleted } = vscode.FileChangeType;
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    if (was === is) return [];
    return [{ type: was === undefined ? Created : is === undefined ? Deleted : Changed, uri: name === FILE ? uri : vscode.Uri.joinPath(uri, name) }];
  });
}

/** What the world tells of files that were changed from outside. */
function changesOf(event: WorldEvent): vscode.FileChangeEvent[] {
  if (event.kind !== 'container.file-changed') return [];
  const { Created, Changed, Deleted } = vscode.FileChangeType;
  const { container, path, change, to } = event;
  const at = (type: vscode.FileChangeType, where: string): vscode.FileChangeEvent => ({ type, uri: containerUri({ container, path: where }) });
  if (change === 'renamed') return [at(Deleted, path), ...(to === undefined ? [] : [at(Created, to)])];
  return change === 'written' ? [at(Created, path), at(Changed, path)] : [at(change === 'made' ? Created : Deleted, path)];
}
