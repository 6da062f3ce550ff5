import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { DataCenter } from '../../src/simulator/index.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { KeptWorld } from '../../src/store/world-store.ts';
import { view } from '../store/worlds.ts';
import type { Deed } from './deeds.ts';
import { type Expected, Reference, type State } from './reference.ts';

const VICTIM = fileURLToPath(new URL('victim.ts', import.meta.url));

/**
 * When to kill: so many milliseconds after the process was started; or after so many deeds were answered and the next
 * one was begun, when it has had this share of the time that deeds have taken so far.
 */
export type Instant =
  | { readonly after: 'start'; readonly milliseconds: number }
  | { readonly after: 'deeds'; readonly count: number; readonly share: number };

/** What the process runs under: a shell that limits it, and then is it. */
export interface Circumstances {
  readonly instant: Instant | 'never';
  /** Shell commands that come before it. */
  readonly shell?: string;
  /** Happens before the folder is looked at. */
  readonly afterwards?: () => void;
}

export interface KillRound {
  /** What is in the folder now, by the reference. */
  readonly state: State;
  /** Deeds that were answered as saved before the kill. */
  readonly acknowledged: number;
  /** A deed had begun and was not answered. */
  readonly cutOff: Deed['kind'] | null;
  /** The deed that was cut off is there all the same. */
  readonly isThere: boolean;
  /** Deeds that were answered as not saved. */
  readonly unsaved: number;
  /** What the user was told of while it worked. */
  readonly notices: readonly unknown[];
  /** Why it could not be saved, where it was asked for. */
  readonly complaints: readonly string[];
}

type Told =
  | { readonly opened: true; readonly notices: readonly unknown[] }
  | { readonly begun: number }
  | { readonly done: number; readonly saved: boolean; readonly time: number }
  | { readonly through: true; readonly notices: readonly unknown[]; readonly complaints: readonly string[] };

/** Lets a process work on the folder and kills it. Throws where something that it had acknowledged is not there, or half of something is. */
export async function killRound(folder: string, state: State, deeds: readonly Deed[], circumstances: Circumstances): Promise<KillRound> {
  const told = await runAndKill(folder, deeds, circumstances);
  const complaints = told.flatMap((each) => ('opened' in each ? each.notices : []));
  if (complaints.length > 0) throw new Error(`Opening said: ${JSON.stringify(complaints)}`);
  circumstances.afterwards?.();
  const found = await readFolder(folder);
  const { possible, cutOff, acknowledged } = possibleStates(state, deeds, told, found.current.world.time);
  const fitting = possible.findLastIndex((each) => isSame(each, found));
  if (fitting === -1) throw new Error(`After ${acknowledged} deeds ${difference(possible.at(-1)!, found)}`);
  return {
    state: possible[fitting]!,
    acknowledged,
    cutOff,
    isThere: cutOff !== null && fitting === possible.length - 1,
    unsaved: told.filter((each) => 'done' in each && !each.saved).length,
    notices: told.flatMap((each) => ('through' in each ? each.notices : [])),
    complaints: told.flatMap((each) => ('through' in each ? each.complaints : [])),
  };
}

async function runAndKill(folder: string, deeds: readonly Deed[], { instant, shell }: Circumstances): Promise<Told[]> {
  const place = await mkdtemp(join(tmpdir(), 'virtlab-deeds-'));
  const file = join(place, 'deeds.json');
  await writeFile(file, JSON.stringify(deeds));
  const words = [process.execPath, VICTIM, folder, file];
  const [command = '', ...rest] = shell === undefined ? words : ['/bin/sh', '-c', `${shell}; exec "$@"`, 'sh', ...words];
  const victim = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(victim, 'exit');
  const complaints: string[] = [];
  victim.stderr.on('data', (text: Buffer) => complaints.push(text.toString()));
  const killIn = (milliseconds: number): void => void setTimeout(() => victim.kill('SIGKILL'), milliseconds);
  if (instant !== 'never' && instant.after === 'start') killIn(instant.milliseconds);
  const told: Told[] = [];
  let opened = 0;
  for await (const line of createInterface({ input: victim.stdout })) {
    const each = JSON.parse(line) as Told;
    told.push(each);
    if ('opened' in each) opened = performance.now();
    if ('begun' in each && instant !== 'never' && instant.after === 'deeds' && each.begun === instant.count) {
      const deedTakes = (performance.now() - opened) / Math.max(1, instant.count);
      killIn(deedTakes * instant.share);
    }
    if ('through' in each) victim.kill('SIGKILL');
  }
  const [code] = (await ended) as [number | null];
  await rm(place, { recursive: true });
  if (code !== null) throw new Error(`The process ended by itself, with code ${code}: ${complaints.join('')}`);
  return told;
}

interface Found {
  readonly current: Revived;
  readonly previous: Revived | undefined;
}

interface Revived extends Omit<KeptWorld, 'world'> {
  readonly world: DataCenter;
}

/** What is in the folder. Throws where anything in it is damaged. */
async function readFolder(folder: string): Promise<Found> {
  let current: Revived = { world: new DataCenter(1), origin: { id: 'empty', title: '' }, pristine: true };
  const opening = await openStore({ folder, owner: 'judge' }, (kept) => {
    current = { ...kept, world: DataCenter.restore(kept.world) };
  });
  if (opening.kind !== 'open') throw new Error(`The folder is ${opening.kind}.`);
  const previous = await opening.store.readPrevious();
  await opening.close();
  if (opening.damage.length > 0) throw new Error(`The store is damaged: ${JSON.stringify(opening.damage)}`);
  return { current, previous: previous && { ...previous, world: DataCenter.restore(previous.world) } };
}

interface Possible {
  /** What may be in the folder: from the last state that was acknowledged as saved to the one after what was begun last. */
  readonly possible: readonly State[];
  readonly cutOff: Deed['kind'] | null;
  readonly acknowledged: number;
}

function possibleStates(state: State, deeds: readonly Deed[], told: readonly Told[], time: number): Possible {
  const reference = new Reference(state);
  let possible: State[] = [reference.state];
  let acknowledged = 0;
  for (const each of told) {
    if (!('done' in each)) continue;
    reference.do(deeds[each.done]!, each.time);
    if (each.saved) {
      possible = [];
      acknowledged++;
    }
    possible.push(reference.state);
  }
  const last = told.at(-1);
  const cutOff = last !== undefined && 'begun' in last ? deeds[last.begun]! : null;
  if (cutOff) {
    reference.do(cutOff, time, true);
    possible.push(reference.state);
  }
  return { possible, cutOff: cutOff?.kind ?? null, acknowledged };
}

function isSame({ current, previous }: State, found: Found): boolean {
  return isSameWorld(current, found.current) && isSameWorld(previous, found.previous);
}

function isSameWorld(expected: Expected | undefined, found: Revived | undefined): boolean {
  if (expected === undefined || found === undefined) return expected === found;
  const { origin, pristine, world } = found;
  return isDeepStrictEqual({ origin, pristine }, { origin: expected.origin, pristine: expected.pristine })
    && isDeepStrictEqual(plain(view(DataCenter.restore(expected.kept))), plain(view(world)));
}

/** As it goes through JSON, which knows neither -0 nor what is undefined. */
function plain(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}

function difference(expected: State, found: Found): string {
  const show = (each: Expected | Revived | undefined, world: DataCenter | undefined): unknown =>
    each && world && { origin: each.origin.id, pristine: each.pristine, time: world.time, last: world.trace.slice(-3), inventory: world.inventory() };
  const wanted = show(expected.current, DataCenter.restore(expected.current.kept));
  return `there should be\n${JSON.stringify(wanted)}\nand there is\n${JSON.stringify(show(found.current, found.current.world))}\nprevious: ${String(expected.previous !== undefined)}, ${String(found.previous !== undefined)}`;
}
