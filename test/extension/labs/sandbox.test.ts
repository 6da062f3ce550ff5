import { build } from 'esbuild';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lazySandbox } from '../../../src/extension/labs/sandbox.ts';
import { buildSandbox } from '../../sandbox/helpers/build-sandbox.ts';
import { request } from '../../sandbox/helpers/run-code.ts';

test('no code runs while the folder is not trusted', async () => {
  const sandbox = await buildSandbox();
  try {
    const outfile = join(sandbox.folder, 'parent.cjs');
    await build({ entryPoints: ['src/sandbox/parent.ts'], outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' });
    let trusted = false;
    const runChecks = lazySandbox(outfile, () => trusted);
    const code = "export const answer = 42; console.log('I ran');";
    const spec = "import { answer } from './answer.ts'; test('answer', () => expect(answer).toBe(42));";
    await expect(runChecks(request({ code, spec }))).rejects.toThrow('No code runs in a folder that is not trusted.');
    trusted = true;
    expect(await runChecks(request({ code, spec }))).toMatchObject({ passed: true, output: 'I ran\n' });
  } finally {
    await sandbox.remove();
  }
});
