/**
 * Prints what one kind of thing takes of memory, as JSON, to `main.ts`: each kind in a process of its own, since what
 * one leaves behind the next would use again. `node --expose-gc memory.ts snapshots`, or `pre-copy` and a load.
 */
import { GIBIBYTE, TEBIBYTE } from '../../src/simulator/memory/page.ts';
import type { Load } from './reference.ts';
import { simulate } from './simulate.ts';
import { snapshotMemory } from './snapshot-memory.ts';

const [kind, load = '{}'] = process.argv.slice(2);
console.log(JSON.stringify(kind === 'snapshots' ? ofSnapshots() : ofPreCopy(JSON.parse(load) as Load)));

function ofSnapshots() {
  return [1, 20].flatMap((pages) => [snapshotMemory('1 GiB', GIBIBYTE, pages), snapshotMemory('1 TiB', TEBIBYTE, pages)]);
}

function ofPreCopy(load: Load) {
  // What the engine itself takes, compiled code and room for short-lived objects, grows with time and is none of the
  // pages': so as long a run with few pages comes first.
  simulate({ ...load, pages: load.pages / 64, workingSetPages: load.workingSetPages / 64 }, 'time');
  const { sent, memoryBytes } = simulate(load, 'memory');
  return { sent, memoryBytes };
}
