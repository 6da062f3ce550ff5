import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json';

const root = fileURLToPath(new URL('../..', import.meta.url));
const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'bench/README.md', 'docs/extension-page.md'];

/** What the document's author may name although it is not in the checkout: what commands make, and what readers write. */
const MADE = /^(dist|out)\//u;

describe.each(documents)('%s', (document) => {
  const text = readFileSync(join(root, document), 'utf8');
  const all = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, found]) => found!))];

  test('its links and pictures lead somewhere', () => {
    const links = all(/\]\(([^)#]+)\)/gu).filter((link) => !link.includes('://'));
    expect(links.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([]);
  });

  test('files of the checkout that it names are there', () => {
    const files = all(/\b((?:src|test|scripts|bench|media|examples|schemas|docs|dist|labs)\/[\w./-]*\.\w+)/gu);
    const missing = files.filter((file) => !existsSync(join(root, file)) && !MADE.test(file));
    expect(missing).toEqual([]);
  });

  test('scripts, settings and commands that it names exist', () => {
    const { scripts, contributes } = manifest;
    expect(all(/npm run ([\w:-]+)/gu).filter((name) => !(name in scripts))).toEqual([]);
    const known = [...Object.keys(contributes.configuration.properties), ...contributes.commands.map(({ command }) => command)];
    expect(all(/`(virtlab\.[a-z]+(?:\.\w+)?)`/giu).filter((id) => !known.includes(id) && id !== 'virtlab.vsix')).toEqual([]);
  });
});
