import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * An esbuild plugin for the extension's bundle: the editor's API is asked for once. Otherwise every file that imports
 * it gets a copy of the whole API with a getter for each of its names, which made most of the time of activation.
 */
export function vscodeOnce() {
  return {
    name: 'vscode-once',
    /** @param {import('esbuild').PluginBuild} build */
    setup(build) {
      build.onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
        namespace === 'vscode-once' ? { path: 'vscode', external: true } : { path: 'vscode', namespace: 'vscode-once' },
      );
      build.onLoad({ filter: /.*/, namespace: 'vscode-once' }, () => ({
        contents: `const vscode = require('vscode');\n${namesOfTheApi().map((name) => `export const ${name} = vscode.${name};`).join('\n')}`,
      }));
    },
  };
}

/** What the editor's API has besides types. An editor that is older than the declarations lacks some, which are undefined then. */
function namesOfTheApi() {
  const declarations = readFileSync(createRequire(import.meta.url).resolve('@types/vscode/index.d.ts'), 'utf8');
  const names = [...declarations.matchAll(/^\texport (?:class|enum|namespace|const|function) (\w+)/gm)].map((match) => String(match[1]));
  return [...new Set(names)].sort();
}
