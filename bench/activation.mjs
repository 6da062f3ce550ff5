import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSession } from '../scripts/editor/session.mjs';
import { nodeBinary, root } from '../scripts/lib/paths.mjs';
import { run } from '../scripts/lib/run.mjs';

const windows = 8;

/** Measures both activations from a third extension, with the editor's own clock, in turns. */
const observer = `
const vscode = require('vscode');
const { appendFileSync, readFileSync } = require('node:fs');
exports.activate = async () => {
  const times = {};
  // The first to be activated in a window pays for what the editor sets up; they take turns.
  const ids = ['bench.empty', 'virtlab.virtlab'];
  const { VIRTLAB_BENCH_RESULTS: results } = process.env;
  const turn = readFileSync(results, 'utf8').split('\\n').length;
  for (const id of turn % 2 ? ids : ids.reverse()) {
    const begin = performance.now();
    await vscode.extensions.getExtension(id).activate();
    times[id] = performance.now() - begin;
  }
  appendFileSync(results, JSON.stringify(times) + '\\n');
};`;

/**
 * Activates an empty extension and VirtLab, each once a window, in the extension host of a real editor.
 * @param {string} vsix @returns {Promise<{ virtlab: number[], empty: number[] }>}
 */
export async function activationTimes(vsix) {
  const folder = await mkdtemp(join(tmpdir(), 'virtlab-bench-'));
  const results = join(folder, 'results.jsonl');
  const installed = [
    await extension(folder, 'empty', [], 'exports.activate = () => {};'),
    await extension(folder, 'observer', ['onStartupFinished'], observer),
  ];
  try {
    await writeFile(results, '');
    const session = await openSession({ vsix, alongside: installed, environment: { VIRTLAB_BENCH_RESULTS: results } });
    try {
      for (let count = 1; count <= windows; count += 1) {
        while ((await lines(results)).length < count) await session.page.waitForTimeout(200);
        if (count < windows) await session.page.reload();
      }
    } finally {
      await session.close();
    }
    const measured = await lines(results);
    return { virtlab: measured.map((each) => each['virtlab.virtlab']), empty: measured.map((each) => each['bench.empty']) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {string} file @returns {Promise<Record<'virtlab.virtlab' | 'bench.empty', number>[]>} */
async function lines(file) {
  return (await readFile(file, 'utf8')).split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

/** Packs an extension of one file. @param {string} folder @param {string} name @param {string[]} activationEvents @param {string} code */
async function extension(folder, name, activationEvents, code) {
  const place = join(folder, name);
  await mkdir(place);
  const manifest = { name, publisher: 'bench', version: '1.0.0', engines: { vscode: '^1.101.0' }, main: './main.js', activationEvents };
  await writeFile(join(place, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(place, 'main.js'), code);
  const vsix = join(folder, `${name}.vsix`);
  const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', vsix];
  await run(nodeBinary(), [join(root, 'node_modules', '@vscode', 'vsce', 'vsce'), 'package', ...options], { cwd: place, quiet: true });
  return vsix;
}
