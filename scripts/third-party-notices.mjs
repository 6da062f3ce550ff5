import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './lib/paths.mjs';

/** Licences of packages that come only inside other packages' bundles, one file each. */
const COLLECTED = 'scripts/licences';

/** How bundlers mark that they copied another package's file. */
const INLINED = /^\s*\/\/(?:#region)? (?:\S*\/)?node_modules\/((?:@[^/\s]+\/)?[^/\s]+)/gm;
const COMMENTS = /\/\*[\s\S]*?\*\/|(?:^[ \t]*\/\/.*\n)+/gm;

/**
 * The licences of all code of others in some bundles, as a text to be shipped with them: of every package, of packages
 * that were copied into those, and notices in the code itself. Throws when a licence cannot be found.
 * @param {import('esbuild').Metafile[]} metafiles
 * @param {string} [base] the folder from which the metafiles name their files
 */
export async function thirdPartyNotices(metafiles, base = root) {
  const files = new Set(metafiles.flatMap(({ outputs }) => Object.values(outputs).flatMap(usedFiles)));
  /** @type {Map<string, { licence: string, comments: Set<string> }>} */
  const packages = new Map();
  for (const file of [...files].sort()) {
    const owner = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(file);
    if (!owner?.[1] || !owner[2]) continue;
    const code = await readFile(join(base, file), 'utf8');
    const inside = [...code.matchAll(INLINED)].flatMap(([, name]) => (name === undefined ? [] : [name]));
    for (const name of [owner[2], ...inside]) {
      const folders = name === owner[2] ? [owner[1]] : [`${owner[1]}/node_modules/${name}`, `node_modules/${name}`];
      if (packages.has(name)) continue;
      packages.set(name, { licence: await licenceOf(name, folders.map((each) => join(base, each))), comments: new Set() });
    }
    for (const notice of noticesIn(code)) packages.get(owner[2])?.comments.add(notice);
  }
  const parts = [...packages].sort(([one], [other]) => (one < other ? -1 : 1));
  return [HEAD, ...parts.map(([name, { licence, comments }]) => `## ${name}\n\n${[licence, ...comments].join('\n\n')}`)].join('\n\n\n') + '\n';
}

const HEAD = 'VirtLab contains code of the packages below, under these licences.';

/** @param {import('esbuild').Metafile['outputs'][string]} output */
function usedFiles({ inputs }) {
  return Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []));
}

/** @param {string} name @param {string[]} folders where the package may be */
async function licenceOf(name, folders) {
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => /** @type {string[]} */ ([]));
    const texts = names.filter((each) => /^(licen[cs]e|notice|copying)/i.test(each)).sort();
    const read = await Promise.all(texts.map((each) => readFile(join(folder, each), 'utf8')));
    if (read.length > 0) return read.map((text) => text.trim()).join('\n\n');
  }
  const collected = `${COLLECTED}/${name.replace('/', '-')}.txt`;
  return readFile(join(root, collected), 'utf8').then((text) => text.trim(), () => {
    throw new Error(`The licence of the bundled package ${name} is not known; write it into ${collected}.`);
  });
}

/** Comments that claim a right, without their stars. @param {string} code */
function noticesIn(code) {
  const comments = code.match(COMMENTS) ?? [];
  return comments
    .filter((comment) => /copyright|@license/i.test(comment))
    .map((comment) => comment.replace(/^\s*(\/\*+!?|\*+\/|\*(?!\/)|\/\/)[ \t]?|\*\/\s*$/gm, '').trim());
}
