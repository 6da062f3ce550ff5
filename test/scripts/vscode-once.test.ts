import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { vscodeOnce } from '../../scripts/vscode-once.mjs';

const SOURCES: Readonly<Record<string, string>> = {
  one: `import * as vscode from 'vscode'; import './two'; const { ConfigurationTarget } = vscode; module.exports = ConfigurationTarget.Workspace;`,
  two: `import * as vscode from 'vscode'; vscode.window.showInformationMessage('two');`,
};

test('a bundle asks for the editor once, and finds every name however it is taken', async () => {
  const built = await build({
    stdin: { contents: `export { default as workspace } from 'one';`, resolveDir: '.' },
    bundle: true,
    write: false,
    format: 'cjs',
    plugins: [
      {
        name: 'sources',
        setup(plugin) {
          plugin.onResolve({ filter: /^(one|\.\/two)$/ }, ({ path }) => ({ path: path.replace('./', ''), namespace: 'sources' }));
          plugin.onLoad({ filter: /.*/, namespace: 'sources' }, ({ path }) => ({ contents: SOURCES[path] ?? '' }));
        },
      },
      vscodeOnce(),
    ],
  });
  const asked: string[] = [];
  const said: string[] = [];
  const editor = { ConfigurationTarget: { Workspace: 2 }, window: { showInformationMessage: (text: string) => said.push(text) } };
  const module = { exports: {} as { workspace?: number } };
  const load = (name: string): unknown => {
    asked.push(name);
    return editor;
  };
  runInNewContext(built.outputFiles[0]?.text ?? '', { module, require: load });
  expect([asked, said, module.exports.workspace]).toEqual([['vscode'], ['two'], 2]);
});
