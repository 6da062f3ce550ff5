import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { chooseEditor } from '../editor/choose.mjs';
import { runEditorSuite } from '../editor/suite.mjs';
import { nodeBinary, root } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';
import { browserPath } from '../lib/system.mjs';
import { runVitest } from './vitest.mjs';

/** @typedef {{ name: string, reason: string }} FailedTest */
/** @typedef {{ passed: number, failed: number, where: string, failures: FailedTest[] }} Counts */
/** @typedef {{ title: string, perform: () => Promise<Counts | void> }} Step */

/** TypeScript projects: the pure ones, the webviews, the scripts, and the rest in the root. */
const projects = [
  'src/simulator', 'src/protocol', 'src/labs', 'src/viewmodel', 'media', 'scripts', 'test/media', 'test/editor', '.',
];
const node = nodeBinary();

/** A package's program, run by the Node that everything runs on. @param {string} path inside node_modules */
const program = (path) => join(root, 'node_modules', ...path.split('/'));

/** The steps of `npm test`, in their order. @satisfies {Record<string, Step>} */
export const steps = {
  types: {
    title: 'TypeScript',
    perform: async () => void (await run(node, [program('typescript/bin/tsc'), '-b', ...projects])),
  },
  lint: {
    title: 'ESLint',
    perform: async () => void (await run(node, [program('eslint/bin/eslint.js'), '.', '--max-warnings', '0'])),
  },
  arrows: {
    title: 'Import arrows',
    perform: async () => {
      const folders = await existing(['src', 'media', 'test', 'bench']);
      await run(node, [program('dependency-cruiser/bin/dependency-cruiser.mjs'), '--config', '.dependency-cruiser.js', ...folders]);
    },
  },
  knip: {
    title: 'Dead code (knip)',
    perform: async () => void (await run(node, [program('knip/bin/knip.js')])),
  },
  build: {
    title: 'Build',
    perform: async () => void (await run(node, ['esbuild.js'])),
  },
  vitest: {
    title: 'Vitest',
    perform: async () => {
      // A test that had to wait for it would have to wait for the network.
      await browserPath();
      return runVitest();
    },
  },
  editor: {
    title: 'The suite in a real editor',
    perform: async () => {
      const editor = chooseEditor();
      const where = editor === 'desktop' ? 'in desktop VS Code' : 'in code-server with Chromium';
      console.log(`Running ${where}.`);
      const all = [await runEditorSuite(editor), await runEditorSuite(editor, false)];
      const failures = all.flatMap((results) => results.failures);
      const sum = (/** @type {'passed' | 'failed'} */ count) => all.reduce((total, results) => total + results[count], 0);
      return { passed: sum('passed'), failed: sum('failed'), where, failures };
    },
  },
};

/** @param {string[]} folders */
async function existing(folders) {
  const there = await readdir(root);
  return folders.filter((folder) => there.includes(folder));
}

process.env['FORCE_COLOR'] ??= process.stdout.isTTY ? '1' : '0';
