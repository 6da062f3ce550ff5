/**
 * The child: one fresh process for one run. It takes what it needs from Node, closes the ways out, tests that they are
 * closed, and only then loads the first line of anybody's code. It is also the module that specs import as `vitest`.
 */
import { fn, spyOn } from '@vitest/spy';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import type { StartMessage } from './messages.ts';
import { type Channel, openChannel } from './child/channel.ts';
import { Collector } from './child/collector.ts';
import { CapturedConsole } from './child/console.ts';
import { makeExpect } from './child/expect.ts';
import { lockExports, lockIntrinsics } from './child/lock-intrinsics.ts';
import { PROBE_MODULES, probeWalls } from './child/probes.ts';
import { CheckRun } from './child/check-run.ts';
import { closeGlobals, closeImports } from './child/walls.ts';

const MICROSECONDS_PER_MILLISECOND = 1_000;

const collector = new Collector();
let provided: StartMessage['provided'] = {};

export const { describe, test, beforeAll, afterAll, beforeEach, afterEach } = collector;
export { describe as suite, test as it };
export const expect = makeExpect();
export const vi = { fn, spyOn };

/** What the editor hands to the checks: `inventory`, `events`, `answer`, `scenario`. */
export function inject(key: keyof StartMessage['provided']): unknown {
  return structuredClone(provided[key]);
}

/** Taken before `process` is taken away: hears of errors that nobody caught. */
function lostErrorsOf(node: NodeJS.Process): (listener: (thrown: unknown) => void) => void {
  return (listener) => node.on('uncaughtException', listener).on('unhandledRejection', listener);
}

const onLost = lostErrorsOf(process);
const cpuUsage = process.cpuUsage.bind(process);

async function run(channel: Channel): Promise<void> {
  const { start } = channel;
  provided = start.provided;
  const captured = new CapturedConsole(start.outputCharacters);
  const texts = new Map(start.modules.map(({ url, text }) => [url, text]));
  lockExports((await loadedVirtlab) as Record<string, unknown>);
  closeImports(new Map([...texts, ...PROBE_MODULES]), { vitest: import.meta.url, virtlab });
  closeGlobals(captured.asGlobal());
  lockIntrinsics();
  const openings = await probeWalls();
  const { user, system } = cpuUsage();
  await channel.report({ kind: 'walls', openings, startMilliseconds: (user + system) / MICROSECONDS_PER_MILLISECOND });
  const checkRun = new CheckRun(channel, collector, captured, texts);
  onLost((thrown) => checkRun.takeLost(thrown));
  await checkRun.run();
}

Error.stackTraceLimit = 40;
const virtlab = pathToFileURL(join(import.meta.dirname, 'virtlab.mjs')).href;
// Loaded while the parent's message is still on its way.
const loadedVirtlab: Promise<unknown> = import(virtlab);
void openChannel().then(run);
