import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const packer = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');

/** Which of the files would be packed, were they in the checkout. */
async function packed(files: readonly string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'packed-'));
  try {
    for (const file of files) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), '');
    }
    for (const file of ['package.json', '.vscodeignore']) await cp(join(root, file), join(folder, file));
    const options = ['ls', '--no-dependencies', '--readme-path', 'docs/extension-page.md'];
    const { stdout } = await promisify(execFile)(execPath, [packer, ...options], { cwd: folder });
    return stdout.trim().split(/\r?\n/u).sort();
  } finally {
    await rm(folder, { recursive: true });
  }
}

const needed = [
  'CHANGELOG.md', 'LICENSE', 'dist/THIRD-PARTY-NOTICES.txt', 'dist/cli.js', 'dist/extension.cjs', 'dist/media/guide.css',
  'dist/sandbox/virtlab.d.ts', 'dist/worker.mjs', 'docs/extension-page.md', 'labs/virtlab-basics/labpack.json',
  'media/icons/virtlab.png', 'schemas/scenario.schema.json',
];

test('the package has what runs, with its licences, and nothing of the workshop', async () => {
  const others = [
    '.ci/run', '.git/config', 'CONTRIBUTING.md', 'bench/bench.mjs', 'dist/extension.cjs.map', 'docs/screenshots/a.png',
    'esbuild.js', 'labs/virtlab-basics/a-lab/a-step/wrong/a.ts', 'media/guide/main.ts', 'node_modules/chai/index.js',
    'out/test/index.cjs', 'scripts/test.mjs', 'src/cli/main.ts', 'test/checks/a.ts', 'tsconfig.tsbuildinfo', 'virtlab.vsix',
  ];
  expect(await packed([...needed, ...others])).toEqual([...needed, 'package.json'].sort());
});

test('the manifest names no file that would not be packed', async () => {
  const manifest = await readFile(join(root, 'package.json'), 'utf8');
  const named = [...manifest.matchAll(/"(?:\.\/)?((?:dist|media|schemas|labs|examples)\/[^"*]+\.\w+)"/gu)].map(([, path]) => path!);
  expect(named).toContain('dist/extension.cjs');
  expect(await packed(named)).toEqual(expect.arrayContaining(named));
});
