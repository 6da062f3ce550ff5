import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { argv } from 'node:process';
import { build, context } from 'esbuild';
import { childBundle } from './scripts/sandbox-bundles.mjs';
import { writeStudentTypes } from './scripts/student-types.mjs';
import { thirdPartyNotices } from './scripts/third-party-notices.mjs';
import { vscodeOnce } from './scripts/vscode-once.mjs';

const production = argv.includes('--production');
const watch = argv.includes('--watch');

/** Node 22.15 is what the oldest supported editor brings. */
const editorNode = { platform: 'node', target: 'node22', external: ['vscode'] };
const nodeModule = { ...editorNode, format: 'esm' };
const webview = { platform: 'browser', target: 'chrome130', format: 'iife' };

/** A CommonJS dependency inside an ESM bundle still asks for `require`. */
const requireForBundles =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** One line a bundle: what it is made from, where it goes, how. */
const bundles = [
  { from: 'src/extension/extension.ts', to: 'dist/extension.cjs', ...editorNode, external: [], plugins: [vscodeOnce()], format: 'cjs' },
  { from: 'src/worker/main.ts', to: 'dist/worker.mjs', ...nodeModule },
  { from: 'src/worker/reveal.ts', to: 'dist/reveal.mjs', ...nodeModule },
  { from: 'src/sandbox/parent.ts', to: 'dist/sandbox/parent.cjs', ...editorNode, format: 'cjs' },
  { from: 'src/sandbox/child.ts', to: 'dist/sandbox/child.mjs', ...nodeModule, ...childBundle },
  { from: 'src/sandbox/virtlab.ts', to: 'dist/sandbox/virtlab.mjs', ...nodeModule, keepNames: true },
  { from: 'src/cli/main.ts', to: 'dist/cli.js', ...nodeModule, target: 'node20' },
  { from: 'media/timeline/main.ts', to: 'dist/media/timeline.js', ...webview },
  { from: 'media/timeline/main.css', to: 'dist/media/timeline.css', ...webview },
  { from: 'media/guide/main.ts', to: 'dist/media/guide.js', ...webview },
  { from: 'media/guide/main.css', to: 'dist/media/guide.css', ...webview },
  ...editorSuite(),
];

/** The in-editor suite: a CommonJS file each, which Mocha loads; shipped to nobody. */
function editorSuite() {
  const folder = 'test/editor';
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name === 'index.ts' || name.endsWith('.test.ts'))
    .map((name) => ({
      from: `${folder}/${name}`,
      to: `out/test/${name.replace(/\.ts$/, '.cjs')}`,
      ...editorNode,
      external: ['vscode', 'mocha'],
      format: 'cjs',
    }));
}

/** @param {(typeof bundles)[number]} bundle */
function options({ from, to, ...rest }) {
  return /** @type {import('esbuild').BuildOptions} */ ({
    entryPoints: [from],
    outfile: to,
    bundle: true,
    minify: production,
    sourcemap: production ? false : 'linked',
    ...(rest.format === 'esm' && { banner: { js: requireForBundles } }),
    logLevel: 'warning',
    // They are in the notices, with the licences.
    legalComments: 'none',
    metafile: true,
    ...rest,
  });
}

/** While somebody works on the simulator, it may not type-check, and the rest is built all the same. */
async function studentTypes() {
  try {
    await writeStudentTypes('dist/sandbox/virtlab.d.ts');
  } catch (error) {
    if (production) throw error;
    console.error('The types for students are left as they were: the simulator does not type-check.');
  }
}

const present = bundles.filter(({ from }) => existsSync(from));
if (watch) {
  await Promise.all(present.map(async (bundle) => (await context(options(bundle))).watch()));
  await studentTypes();
  console.log('Watching.');
} else {
  const built = await Promise.all(present.map((bundle) => build(options(bundle))));
  await writeFile('dist/THIRD-PARTY-NOTICES.txt', await thirdPartyNotices(built.flatMap(({ metafile }) => metafile ?? [])));
  await studentTypes();
  console.log(`Built ${present.length} bundles.`);
}
