import * as vscode from 'vscode';
import type { WorldClient } from '../world/world-client.ts';
import { type DiskPlace, diskUri, placeOf } from './disk-uri.ts';

/** Time between two looks at disks that somebody watches, in milliseconds. */
const LOOK_EVERY = 1_000;

/** Versions of everything on a disk, by path. */
type Listing = ReadonlyMap<string, string>;

/** Tells of changes on disks that somebody watches: while VMs run, and when one is rolled back or changed from outside. */
export class DiskChanges implements vscode.Disposable {
  readonly #world: WorldClient;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly #subscription: vscode.Disposable;
  /** VMs whose present disk is watched, with how many watch it and what was there at the last look. */
  readonly #watched = new Map<string, { watchers: number; listing: Listing | null }>();
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(world: WorldClient) {
    this.#world = world;
    this.#subscription = world.onDidChange(() => {
      if (this.#watched.size > 0) this.#timer ??= setTimeout(() => void this.#look(), LOOK_EVERY);
    });
  }

  /** What is in a snapshot never changes. */
  watch(uri: vscode.Uri): vscode.Disposable {
    const place = placeOf(uri);
    if (place?.snapshot !== null) return new vscode.Disposable(() => undefined);
    const entry = this.#watched.get(place.vm) ?? { watchers: 0, listing: null };
    entry.watchers++;
    this.#watched.set(place.vm, entry);
    return new vscode.Disposable(() => {
      if (--entry.watchers === 0) this.#watched.delete(place.vm);
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #look(): Promise<void> {
    for (const [vm, entry] of [...this.#watched]) {
      const listing = await this.#listingOf(vm);
      if (entry.listing !== null) this.#tell({ vm, snapshot: null }, entry.listing, listing);
      entry.listing = listing;
    }
    this.#timer = undefined;
  }

  /** Empty where the disk cannot be read now; the one who opens a file is told why. */
  async #listingOf(vm: string): Promise<Listing> {
    try {
      const found = await this.#world.lookIntoDisk(vm, null, { ask: 'tree' });
      if (found.kind !== 'tree') return new Map();
      return new Map(found.paths.map(({ path, type, version, checksum }) => [path, `${type} ${version} ${checksum}`]));
    } catch {
      return new Map();
    }
  }

  #tell(disk: Omit<DiskPlace, 'path'>, before: Listing, after: Listing): void {
    const { Created, Changed, Deleted } = vscode.FileChangeType;
    const changes = [...new Set([...before.keys(), ...after.keys()])].flatMap((path) => {
      const [was, is] = [before.get(path), after.get(path)];
      if (was === is) return [];
      return [{ type: was === undefined ? Created : is === undefined ? Deleted : Changed, uri: diskUri({ ...disk, path }) }];
    });
    if (changes.length > 0) this.#changed.fire(changes);
  }
}
