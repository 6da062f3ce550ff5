import { build, type BuildOptions } from 'esbuild';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childBundle } from '../../../scripts/sandbox-bundles.mjs';

export interface BuiltSandbox {
  readonly folder: string;
  remove(): Promise<void>;
}

/** Bundles the child and the `virtlab` module into a folder of their own, as the build does for `dist/sandbox`. */
export async function buildSandbox(): Promise<BuiltSandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'virtlab-sandbox-'));
  await Promise.all([bundle('child', folder, childBundle), bundle('virtlab', folder, { keepNames: true })]);
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

async function bundle(name: string, folder: string, more: BuildOptions): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, `../../../src/sandbox/${name}.ts`)],
    outfile: join(folder, `${name}.mjs`),
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    minify: true,
    logLevel: 'error',
    ...more,
  });
}
