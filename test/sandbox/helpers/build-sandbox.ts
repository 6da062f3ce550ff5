import { build } from 'esbuild';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface BuiltSandbox {
  readonly folder: string;
  remove(): Promise<void>;
}

/** Bundles the child and the `virtlab` module into a folder of their own, as the build does for `dist/sandbox`. */
export async function buildSandbox(): Promise<BuiltSandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'virtlab-sandbox-'));
  await build({
    entryPoints: ['child', 'virtlab'].map((name) => join(import.meta.dirname, `../../../src/sandbox/${name}.ts`)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    minify: true,
    keepNames: true,
    logLevel: 'error',
  });
  return { folder, remove: () => rm(folder, { recursive: true }) };
}
