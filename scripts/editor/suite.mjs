import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../lib/paths.mjs';
import { Failure } from '../lib/run.mjs';
import { openBrowser } from './browser.mjs';
import { startCodeServer } from './code-server.mjs';
import { runOnDesktop } from './desktop.mjs';
import { pageAddress } from './session.mjs';
import { untrustedSettings, writeSettings } from './settings.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number, failures: { name: string, reason: string }[] }} Results */
/** @typedef {{ folder: string, workspace: string, isTrusted: boolean, environment: Record<string, string> }} Place */

/** Begins every line that test/editor/index.ts prints. */
const suiteMark = '│';
const compiled = join(root, 'out', 'test', 'index.cjs');
/** Ends a suite that hangs, also on a machine on which it takes ten times as long. */
const longest = 40 * 60_000;

/**
 * Runs the compiled suite inside a real editor, or the part of it for a folder that is not trusted.
 * @param {'desktop' | 'code-server'} editor @param {boolean} [isTrusted]
 * @returns {Promise<Results>}
 */
export async function runEditorSuite(editor, isTrusted = true) {
  const folder = await mkdtemp(join(tmpdir(), 'virtlab-suite-'));
  const workspace = join(folder, 'practice');
  const results = join(folder, 'results.json');
  await mkdir(workspace);
  try {
    const part = isTrusted ? {} : { VIRTLAB_EDITOR_PART: 'restricted' };
    const place = { folder, workspace, isTrusted, environment: { VIRTLAB_EDITOR_RESULTS: results, ...part } };
    await (editor === 'desktop' ? runOnDesktop(place, compiled) : runInBrowser(place));
    return JSON.parse(await readFile(results, 'utf8').catch(() => missing()));
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @returns {never} */
function missing() {
  console.log(chatter.join('\n'));
  throw new Failure('The editor ended before the suite reported its results.');
}

/** @param {Place} place */
async function runInBrowser({ folder, workspace, isTrusted, environment }) {
  const profile = join(folder, 'profile');
  await writeSettings(join(profile, 'user-data'), 'dark', isTrusted ? {} : untrustedSettings);
  const server = await startCodeServer({ profile, workspace, driver: true, trust: !isTrusted, environment });
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(300_000);
    await page.exposeFunction('codeAutomationLog', printSuiteOutput);
    const ended = new Promise((resolve) => void page.exposeFunction('codeAutomationExit', resolve));
    await page.goto(pageAddress(server.port, workspace, root, compiled));
    await Promise.race([ended, givingUp()]);
    chatter.push(server.log());
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** @type {string[]} */
let chatter = [];

/** Shows the suite's own lines; the workbench's chatter is kept for when they do not come. @param {string} type @param {unknown[]} parameters */
function printSuiteOutput(type, parameters) {
  const line = parameters.join(' ');
  if (line.startsWith(suiteMark)) console.log(line);
  else chatter = [...chatter.slice(-60), `${type}: ${line}`];
}

/** @returns {Promise<never>} */
function givingUp() {
  return new Promise((_, reject) => {
    const after = () => reject(new Failure(`The editor did not finish the suite within ${longest / 60_000} minutes.`));
    setTimeout(after, longest).unref();
  });
}
