import { join } from 'node:path';
import { nodeBinary, root } from './paths.mjs';
import { Failure, run } from './run.mjs';

/** Builds for production and packs the extension; a warning of the packer fails. @returns {Promise<string>} the package */
export async function packVsix() {
  const vsix = join(root, 'virtlab.vsix');
  await run(nodeBinary(), ['esbuild.js', '--production'], { quiet: true });
  const packer = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  // The editor's page of an extension shows neither pictures nor files of the package.
  const page = ['--readme-path', 'docs/extension-page.md'];
  const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', ...page, '--out', vsix];
  const said = await run(nodeBinary(), [packer, 'package', ...options], { quiet: true });
  if (/warning/i.test(said)) throw new Failure(`vsce warns:\n${said}`);
  return vsix;
}
