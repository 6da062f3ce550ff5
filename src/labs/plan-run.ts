import type { CheckRequest, Provided, RunFile } from './check-request.ts';
import type { Step } from './lab-pack.ts';

/** Where a run's files come from. Both read text; `studentFile` answers null where the file is not there. */
export interface RunSources {
  packFile(path: string): Promise<string>;
  studentFile(path: string): Promise<string | null>;
}

/**
 * Gathers what running a step's checks takes. Files that the student may not edit come from the pack, whatever lies in
 * the student's folder; those that are missing are left out, and the verdict says so.
 */
export async function planRun(step: Step, sources: RunSources, provided: Provided): Promise<CheckRequest> {
  const specPaths = [...new Set(step.checks.map(({ spec }) => spec))];
  const specs = await Promise.all(specPaths.map(async (path) => ({ path, text: await sources.packFile(path) })));
  return { files: await studentFiles(step, sources), specs, checks: step.checks, provided };
}

async function studentFiles(step: Step, sources: RunSources): Promise<readonly RunFile[]> {
  if (step.kind !== 'code') return [];
  const files = await Promise.all(
    step.files.map(async ({ path, editable, starter }) => ({
      path,
      text: await (editable ? sources.studentFile(path) : sources.packFile(starter)),
    })),
  );
  return files.flatMap(({ path, text }) => (text === null ? [] : [{ path, text }]));
}
