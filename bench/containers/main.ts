/** A thousand containers on a host, and what each thing costs beside one container: `npm run bench:containers`. */
import { execFileSync } from 'node:child_process';
import { type Command, DataCenter, TEBIBYTE } from '../../src/simulator/index.ts';

const MANY = 1_000;
const REPEATS = 5;
const MINUTE = 60e9;

function apply(world: DataCenter, command: Command): void {
  const outcome = world.apply(command);
  if (!outcome.ok) throw new Error(outcome.refusal);
}

function started(count: number): DataCenter {
  const world = new DataCenter(1);
  apply(world, { kind: 'host.add', host: 'alpha', memoryBytes: TEBIBYTE });
  for (let number = 0; number < count; number++) {
    apply(world, { kind: 'container.create', container: `c${number}`, host: 'alpha' });
    apply(world, { kind: 'container.start', container: `c${number}` });
  }
  return world;
}

/** So many processes that this machine's own kernel starts, one after the other. */
function startProcesses(count: number): void {
  execFileSync('/bin/sh', ['-c', `i=0; while [ $i -lt ${count} ]; do /bin/true; i=$((i+1)); done`]);
}

function milliseconds(action: () => unknown): number {
  const began = performance.now();
  action();
  return performance.now() - began;
}

const type = (world: DataCenter): void => {
  apply(world, { kind: 'container.type', container: 'c0', terminal: 'bench', text: 'ls /\n' });
};

/** What is done with a world, by what it is called; each is done after a line was typed. */
const DEEDS: Readonly<Record<string, (world: DataCenter) => unknown>> = {
  'a line typed into one of them': type,
  'a minute in which nothing happens': (world) => {
    apply(world, { kind: 'world.advance', nanoseconds: MINUTE });
  },
  'a save after that line': (world) => world.save(),
  'asking one what it can see': (world) => world.probeContainer('c0'),
  'the inventory': (world) => world.inventory(),
};

/** The best of some rounds, for the machine is shared. */
function best(action: () => number): number {
  return Math.min(...Array.from({ length: REPEATS }, action));
}

const starting = best(() => milliseconds(() => started(MANY)));
const reference = best(() => milliseconds(() => {
  startProcesses(MANY);
}));
print(`${MANY} containers created and started`, starting, `${MANY} times /bin/true by this machine's kernel`, reference);

const many = started(MANY);
const one = started(1);
const first = milliseconds(() => many.save());
one.save();
for (const [name, deed] of Object.entries(DEEDS)) {
  const [ours, alone] = [many, one].map((world) => best(() => {
    type(world);
    return milliseconds(() => deed(world));
  }));
  print(name, ours ?? 0, 'the same with one container', alone ?? 0);
  if (name.startsWith('a save')) print(name, ours ?? 0, 'the first save, of everything', first);
}
const saved = many.save();
print('restoring them', best(() => milliseconds(() => DataCenter.restore(saved))), 'creating and starting them', starting);

function print(name: string, ours: number, what: string, theirs: number): void {
  console.log(`${name.padEnd(42)} ${ours.toPrecision(3)} ms, ${what} ${theirs.toPrecision(3)} ms: ratio ${(ours / theirs).toPrecision(2)}`);
}
