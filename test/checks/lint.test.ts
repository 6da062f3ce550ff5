import { ESLint } from 'eslint';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The rules that a text would break as the content of a file. */
async function broken(filePath: string, text: string): Promise<(string | null)[]> {
  const [result] = await new ESLint({ cwd: root }).lintText(text, { filePath });
  return (result?.messages ?? []).map(({ ruleId }) => ruleId);
}

test.each([
  ['Date.now()', 'no-restricted-globals'],
  ['Math.random()', 'no-restricted-properties'],
  ['setTimeout(String, 1)', 'no-restricted-globals'],
  ['console.log(1)', 'no-restricted-globals'],
])('%s is not for the simulator', async (code, rule) => {
  expect(await broken('src/simulator/index.ts', `export const used: unknown = ${code};\n`)).toContain(rule);
});

test('a promise that nobody waits for is an error', async () => {
  const code = "import { readFile } from 'node:fs/promises';\nexport function forget(): void {\n  readFile('x');\n}\n";
  expect(await broken('src/cli/main.ts', code)).toEqual(['@typescript-eslint/no-floating-promises']);
});

test('a thenable of the editor that nobody waits for is an error', async () => {
  const code = "import * as vscode from 'vscode';\nexport function forget(): void {\n  vscode.window.showInformationMessage('x');\n}\n";
  expect(await broken('src/extension/extension.ts', code)).toEqual(['@typescript-eslint/no-floating-promises']);
});
