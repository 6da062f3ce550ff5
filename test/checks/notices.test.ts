import { build } from 'esbuild';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { thirdPartyNotices } from '../../scripts/third-party-notices.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The notices for a bundle of one module with this code. */
async function noticesOf(contents: string): Promise<string> {
  const { metafile } = await build({
    stdin: { contents, resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
  });
  return thirdPartyNotices([metafile]);
}

test('a bundled package brings its licence, and those of the packages that were copied into it', async () => {
  const notices = await noticesOf("import { expect } from 'chai';\nconsole.log(expect);");
  const names = [...notices.matchAll(/^## (.+)$/gmu)].map(([, name]) => name);
  expect(names).toEqual(['assertion-error', 'chai', 'check-error', 'deep-eql', 'loupe', 'pathval']);
  expect(notices).toContain('Copyright (c) 2017 Chai.js Assertion Library');
  expect(notices).toContain('Copyright (c) 2011-2013 Jake Luer');
  expect(notices.match(/Permission is hereby granted/gu)).toHaveLength(6);
});

test('a notice that stands only in the code is kept', async () => {
  const notices = await noticesOf("import { diff } from '@vitest/utils/diff';\nconsole.log(diff);");
  expect(notices).toContain('Copyright 2018 The diff-match-patch Authors.');
});

test('a package whose licence is not known stops the build', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'notices-'));
  try {
    const file = 'node_modules/unheard-of/index.js';
    await mkdir(join(folder, dirname(file)), { recursive: true });
    await writeFile(join(folder, file), 'export {};');
    const outputs = { 'a.js': { bytes: 1, imports: [], exports: [], inputs: { [file]: { bytesInOutput: 1 } } } };
    await expect(thirdPartyNotices([{ inputs: {}, outputs }], folder)).rejects.toThrow(
      'The licence of the bundled package unheard-of is not known; write it into scripts/licences/unheard-of.txt.',
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
