/**
 * Writes the traces anew: `npm run golden`, when the simulator has changed on purpose. Then look at what
 * git shows: every line that differs is something that users will see otherwise.
 */
import { writeFile } from 'node:fs/promises';
import { goldenNames, play, tracePath } from './play.ts';

for (const name of await goldenNames()) {
  const trace = await play(name);
  await writeFile(tracePath(name), trace);
  console.log(`${name}: ${trace.split('\n').length - 1} lines`);
}
