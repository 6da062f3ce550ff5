import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * An esbuild plugin for the extension's bundle: the editor's API is asked for once. Otherwise every file that imports
 * it gets a copy of the whole API with a getter for each of its names, which made most of the time of activation.
 * @param {string} folder whose files name what they use as `vscode.…`
 */
export function vscodeOnce(folder) {
  return {
    name: 'vscode-once',
    /** @param {import('esbuild').PluginBuild} build */
    setup(build) {
      build.onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
        namespace === 'vscode-once' ? { path: 'vscode', external: true } : { path: 'vscode', namespace: 'vscode-once' },
      );
      build.onLoad({ filter: /.*/, namespace: 'vscode-once' }, () => ({
        contents: `const vscode = require('vscode');\n${namesUsedIn(folder).map((name) => `export const ${name} = vscode.${name};`).join('\n')}`,
      }));
    },
  };
}

/** Names of types are among them; nobody asks for those when the code runs. @param {string} folder */
function namesUsedIn(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const names = files.flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/\bvscode\.(\w+)/g)].map((match) => String(match[1])));
  return [...new Set(names)].sort();
}
