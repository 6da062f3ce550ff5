/** What a click costs to keep, beside writing the world as a whole: `npm run bench:store`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SAMPLE_DATA_CENTER } from '../../src/extension/world/sample.ts';
import { type Command, DataCenter, GIBIBYTE } from '../../src/simulator/index.ts';
import { FileStore } from '../../src/store/file/file-store.ts';
import { SqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import type { KeptWorld } from '../../src/store/world-store.ts';
import { machineClock } from '../../src/worker/clock.ts';
import { inSlices } from '../../src/worker/slices.ts';

const CLICKS = 25;
const SECOND = 1e9;

function built(commands: readonly Command[]): DataCenter {
  const world = new DataCenter(1);
  apply(world, commands);
  return world;
}

function apply(world: DataCenter, commands: readonly Command[]): void {
  for (const command of commands) {
    const outcome = world.apply(command);
    if (!outcome.ok) throw new Error(outcome.refusal);
  }
}

function busy(memoryBytes: number, pagesPerSecond: number, workingSetPages: number): readonly Command[] {
  return [
    { kind: 'host.add', host: 'alpha', memoryBytes: 2 * memoryBytes },
    { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes, guest: { kind: 'uniform', pagesPerSecond, workingSetPages } },
    { kind: 'vm.start', vm: 'web' },
    { kind: 'world.advance', nanoseconds: 10 * SECOND },
  ];
}

function chain(length: number): readonly Command[] {
  const link: readonly Command[] = [{ kind: 'vm.snapshot', vm: 'web' }, { kind: 'world.advance', nanoseconds: SECOND / 100 }];
  return [...busy(GIBIBYTE, 10_000, 100_000), ...Array.from({ length }, () => link).flat()];
}

const IN_CONTAINER = 'a line typed into one of 1 000 containers';

function containers(count: number): readonly Command[] {
  return [{ kind: 'host.add', host: 'alpha', memoryBytes: 1024 * GIBIBYTE }, ...Array.from({ length: count }, (_, number): readonly Command[] => [
    { kind: 'container.create', container: `c${number}`, host: 'alpha' }, { kind: 'container.start', container: `c${number}` },
  ]).flat()];
}

function clickOf(name: string, world: DataCenter): Command {
  if (name === IN_CONTAINER) return { kind: 'container.type', container: 'c500', terminal: 'bench', text: 'date > /tmp/now\n' };
  return { kind: 'host.add', host: `host-${world.inventory().hosts.length}`, memoryBytes: GIBIBYTE };
}

const WORLDS: Readonly<Record<string, () => DataCenter>> = {
  'the sample data center': () => built([...SAMPLE_DATA_CENTER, { kind: 'world.advance', nanoseconds: 10 * SECOND }]),
  'the same, 1 s between clicks': () => built([...SAMPLE_DATA_CENTER, { kind: 'world.advance', nanoseconds: 10 * SECOND }]),
  '1 000 snapshots in a chain': () => built(chain(1_000)),
  [IN_CONTAINER]: () => built(containers(1_000)),
  '64 GiB, 100 000 pages/s over 4 GiB, 1 s between': () => built(busy(64 * GIBIBYTE, 100_000, 1_048_576)),
};

/** Milliseconds of each save after a click; median, ninth decile. */
async function measure(name: string, world: DataCenter, between: number, save: (kept: KeptWorld) => Promise<void>, clicks: number) {
  const times: number[] = [];
  let first = 0;
  let pause = 0;
  for (let click = 0; click <= clicks; click++) {
    apply(world, [clickOf(name, world)]);
    if (between > 0) apply(world, [{ kind: 'world.advance', nanoseconds: between }]);
    const began = performance.now();
    const looking = longestPause();
    await save({ world: await inSlices(machineClock, world.saveInSteps()), origin: { id: 'bench', title: '' }, pristine: false });
    const took = performance.now() - began;
    const longest = looking();
    if (click === 0) [first, pause] = [took, longest];
    else times.push(took);
  }
  times.sort((one, other) => one - other);
  return { first, pause, median: times[times.length >> 1] ?? 0, ninth: times[Math.floor(times.length * 0.9)] ?? 0 };
}

/** Begins to look how long nobody else gets a turn; the answer ends it, with the longest time in milliseconds. */
function longestPause(): () => number {
  let longest = 0;
  let last = performance.now();
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const looks = setInterval(look, 1);
  return () => {
    clearInterval(looks);
    look();
    return longest;
  };
}

const folder = mkdtempSync(join(tmpdir(), 'virtlab-bench-'));
for (const [name, make] of Object.entries(WORLDS)) {
  const between = name.includes('1 s between') ? SECOND : 0;
  const path = join(folder, 'bench.sqlite');
  const store = new SqliteStore(DatabaseSync, path);
  const changes = await measure(name, make(), between, (kept) => store.save(kept), CLICKS);
  const bytes = await store.bytes();
  await store.close();
  const opened = performance.now();
  const again = new SqliteStore(DatabaseSync, path);
  again.read();
  const open = performance.now() - opened;
  await again.close();
  const files = new FileStore(folder, false);
  const whole = await measure(name, make(), between, (kept) => files.save(kept), 4);
  for (const suffix of ['', '-wal']) rmSync(path + suffix, { force: true });
  console.log(
    `${name.padEnd(48)} a click ${changes.median.toFixed(1)} ms (9 of 10 within ${changes.ninth.toFixed(1)}), first ${changes.first.toFixed(0)} ms with ${changes.pause.toFixed(0)} at a time, ` +
    `open ${open.toFixed(0)} ms, ${(bytes / 1e6).toFixed(1)} MB; as a whole ${whole.median.toFixed(0)} ms; ratio ${(changes.median / whole.median).toPrecision(2)}`,
  );
}
rmSync(folder, { recursive: true });
