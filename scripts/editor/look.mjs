// Opens VirtLab from this checkout in a real editor and does what a file of steps says:
//   node scripts/editor/look.mjs steps.mjs [--vsix FILE] [--no-build] [--trust] [--workspace FOLDER]
// steps.mjs: export default async ({ workbench, page, workspace }) => { ... workbench.screenshot('a.png') }
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { nodeBinary, root } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';
import { openSession } from './session.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    vsix: { type: 'string' },
    workspace: { type: 'string' },
    trust: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
  },
});

if (!values.vsix && !values['no-build']) await run(nodeBinary(), [join(root, 'esbuild.js')], { quiet: true });
const session = await openSession({
  ...(values.vsix ? { vsix: resolve(values.vsix) } : { development: root }),
  ...(values.workspace && { workspace: resolve(values.workspace) }),
  trust: values.trust,
});
session.page.on('pageerror', (error) => console.error('page error:', error.message));
try {
  for (const steps of positionals) {
    const { default: perform } = await import(pathToFileURL(resolve(steps)).href);
    await perform(session);
  }
} catch (error) {
  const picture = join(tmpdir(), 'virtlab-look-failed.png');
  await session.workbench.screenshot(picture);
  console.error(error, `\nThe window when it failed: ${picture}`);
  process.exitCode = 1;
} finally {
  await session.close();
}
