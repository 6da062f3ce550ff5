import { cruise } from 'dependency-cruiser';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import rules from '../../.dependency-cruiser.js';

/** Writes the files into a fresh folder and returns which rules they break. */
async function broken(files: Record<string, string>): Promise<string[]> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'arrows-')));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const { forbidden, options } = rules;
    const { output } = await cruise(['.'], { ...options, baseDir: folder, validate: true, ruleSet: { forbidden } });
    if (typeof output === 'string') throw new Error(output);
    return output.summary.violations.map(({ rule }) => rule.name).sort();
  } finally {
    await rm(folder, { recursive: true });
  }
}

const value = 'export const value = 1;\nexport type Value = number;\n';

test('imports that point the right way pass', async () => {
  const names = await broken({
    'src/simulator/kernel/a.ts': value,
    'src/simulator/migration/b.ts': "export { value } from '../kernel/a.ts';",
    'src/simulator/index.ts': "export { value } from './migration/b.ts';\nexport type { Value } from './kernel/a.ts';",
    'src/protocol/c.ts': "import type { Value } from '../simulator/index.ts';\nexport type Message = Value;",
    'src/worker/d.ts': "import { value } from '../simulator/index.ts';\nimport 'node:sqlite';\nconsole.log(value);",
    'media/timeline/main.ts': "import type { Message } from '../../src/protocol/c.ts';\nexport type Shown = Message;",
  });
  expect(names).toEqual([]);
});

const violations: [string, string, string, string][] = [
  ['src/simulator/kernel-imports', 'src/simulator/kernel/a.ts', 'src/simulator/memory/b.ts', 'import type'],
  ['src/simulator/migration-imports', 'src/simulator/migration/a.ts', 'src/simulator/snapshot/b.ts', 'import'],
  ['src/labs-imports', 'src/labs/a.ts', 'src/viewmodel/b.ts', 'import type'],
  ['src/worker-imports', 'src/worker/a.ts', 'src/extension/b.ts', 'import'],
  ['one-door', 'src/labs/a.ts', 'src/simulator/kernel/b.ts', 'import type'],
  ['protocol-is-types', 'src/protocol/a.ts', 'src/simulator/index.ts', 'import'],
  ['webviews', 'media/guide/a.ts', 'src/worker/b.ts', 'import type'],
];

test.each(violations)('%s forbids %s → %s', async (rule, from, to, word) => {
  const path = `../../${'../'.repeat(from.split('/').length - 3)}${to}`;
  expect(await broken({
    [from]: `${word} { ${word === 'import' ? 'value' : 'Value'} } from '${path}';\nexport const used: ${
      word === 'import' ? 'number = value' : 'Value = 1'};`,
    [to]: value,
  })).toEqual([rule]);
});

test('the simulator sees neither Node nor the editor', async () => {
  const names = await broken({
    'src/simulator/kernel/a.ts': "import { readFileSync } from 'node:fs';\nexport const used = readFileSync;",
    'src/labs/b.ts': "import * as vscode from 'vscode';\nexport const used = vscode;",
  });
  expect(names).toEqual(['simulator-is-closed', 'vscode-in-one-place']);
});
