import type { LabPack } from '../../labs/lab-pack.ts';
import type { Progress, StepAddress } from '../../labs/progress.ts';
import type { Verdict } from '../../labs/verdict.ts';
import type { LabActions } from './lab-actions.ts';
import type { PackLibrary } from './pack-library.ts';
import type { ProgressStore } from './progress-store.ts';
import type { StepChecker } from './step-checker.ts';

/** Labs, for other extensions and for tests. */
export interface LabsApi {
  packs(): Promise<readonly LabPack[]>;
  /** Runs the checks of a step; `pack` may be undefined where the lab's id is enough. Rejects if there is no such step. */
  checkStep(pack: string | undefined, lab: string, step: string): Promise<Verdict>;
  /** Opens the lab at its first step that is not done, without questions. Rejects if there is no such lab. */
  openLab(pack: string | undefined, lab: string): Promise<StepAddress>;
  progress(): Progress;
}

interface LabsApiParts {
  readonly library: PackLibrary;
  readonly progress: ProgressStore;
  readonly checker: StepChecker;
  readonly actions: LabActions;
}

/** The part of the API that is about labs. */
export function makeLabsApi({ library, progress, checker, actions }: LabsApiParts): LabsApi {
  return {
    packs: async () => {
      await library.ready();
      return library.packs.map(({ pack }) => pack);
    },
    checkStep: async (pack, lab, step) => {
      await library.ready();
      const subject = library.findStep({ ...(pack !== undefined && { pack }), lab, step });
      if (!subject) throw new Error(`There is no step "${step}" in a lab "${lab}".`);
      return checker.check(subject, 'student');
    },
    openLab: async (pack, lab) => {
      await library.ready();
      const subject = library.findLab(pack, lab);
      if (!subject) throw new Error(`There is no lab "${lab}".`);
      return (await actions.openLab(subject, true)).address;
    },
    progress: () => progress.progress,
  };
}
