// npm run test:explore: the properties once more, from new seeds each time, until the time is up or one fails.
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { root } from '../lib/paths.mjs';
import { runVitest } from './vitest.mjs';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } } });
const minutes = Number(values.minutes);
const files = await propertyFiles();
const end = performance.now() + minutes * 60_000;
let rounds = 0;
do {
  const seed = values.seed ?? String(Math.floor(Math.random() * 2 ** 31));
  console.log(`\n── ${files.length} files of properties from seed ${seed}`);
  const { failures } = await runVitest(files, { VIRTLAB_SEED: seed });
  rounds++;
  for (const { name, reason } of failures) console.log(`\nFAILED ${name}\n${reason}`);
  if (failures.length > 0) {
    console.log(`\nTo see it again: npm run test:explore -- --seed ${seed}`);
    process.exitCode = 1;
  }
} while (process.exitCode !== 1 && values.seed === undefined && performance.now() < end);
console.log(`\n${rounds} rounds, ${process.exitCode === 1 ? 'the last one with a failure' : 'none failed'}.`);

/** The test files that have properties, of their own or by a helper. */
async function propertyFiles() {
  const folder = join(root, 'test');
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
  const texts = new Map(await Promise.all(names.map(async (name) => /** @type {const} */ ([name, await readFile(join(folder, name), 'utf8')]))));
  const importers = (/** @type {string} */ file) => names.filter((name) => texts.get(name)?.includes(`/${file}'`));
  const helpers = importers('property.ts').filter((name) => !name.endsWith('.test.ts')).map((name) => basename(name));
  const all = ['property.ts', ...helpers].flatMap(importers);
  return [...new Set(all)].filter((name) => name.endsWith('.test.ts')).map((name) => join('test', name));
}
