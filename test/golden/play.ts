import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseScenario, runScenario } from '../../src/simulator/index.ts';

const folder = new URL('.', import.meta.url);
const SUFFIX = '.virtlab.json';

/** Names of the scenarios whose traces are kept. */
export async function goldenNames(): Promise<string[]> {
  const files = await readdir(folder);
  return files.filter((file) => file.endsWith(SUFFIX)).map((file) => file.slice(0, -SUFFIX.length)).sort();
}

/** Path of the trace that is kept of a scenario. */
export function tracePath(name: string): string {
  return fileURLToPath(new URL(`${name}.trace.jsonl`, folder));
}

/** Runs a scenario; returns its trace, one event a line, and the hash of every VM at its end. */
export async function play(name: string): Promise<string> {
  const parsed = parseScenario(JSON.parse(await readFile(new URL(`${name}${SUFFIX}`, folder), 'utf8')));
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  const { world, refused } = runScenario(parsed.scenario);
  if (refused.length > 0) throw new Error(refused.map(({ refusal }) => refusal).join('\n'));
  const hashes = world
    .inventory()
    .hosts.flatMap(({ vms }) => vms.map((vm) => ({ vm: vm.name, host: vm.host, state: world.stateHash(vm.name) })));
  return [...world.trace, ...hashes].map((line) => `${JSON.stringify(line)}\n`).join('');
}
