import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeStep, Lab, LabPack, Step } from '../../../src/labs/lab-pack.ts';
import { parseLabPack } from '../../../src/labs/parse-pack.ts';
import type { RunSources } from '../../../src/labs/plan-run.ts';

export const PACK_FOLDER = join(import.meta.dirname, '../../../labs/virtlab-basics');

export function readPackFile(path: string): string {
  return readFileSync(join(PACK_FOLDER, path), 'utf8');
}

/** The pack that VirtLab ships. */
export function firstPack(): LabPack {
  const parsed = parseLabPack(readPackFile('labpack.json'));
  if (!parsed.ok) throw new Error(parsed.problems.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  return parsed.value;
}

export function firstLab(): Lab {
  return firstPack().labs[0]!;
}

export function step<Kind extends Step['kind']>(id: string, kind: Kind): Extract<Step, { kind: Kind }> {
  return firstLab().steps.find((each) => each.id === id && each.kind === kind) as Extract<Step, { kind: Kind }>;
}

/** What a student has in their folder: which files of the pack lie there as which of the step's. */
export type StudentFolder = Readonly<Record<string, string>>;

export function starterOf({ files }: CodeStep): StudentFolder {
  return Object.fromEntries(files.map(({ path, starter }) => [path, starter]));
}

export function solutionOf({ files }: CodeStep): StudentFolder {
  return Object.fromEntries(files.map(({ path, solution }) => [path, solution!]));
}

export function sourcesOf(folder: StudentFolder): RunSources {
  return {
    packFile: async (path) => readPackFile(path),
    studentFile: async (path) => (folder[path] === undefined ? null : readPackFile(folder[path])),
  };
}
