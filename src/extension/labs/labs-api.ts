import type { LabPack } from '../../labs/lab-pack.ts';
import type { Progress, StepAddress } from '../../labs/progress.ts';
import type { Verdict } from '../../labs/verdict.ts';

/** Labs, for other extensions and for tests. */
export interface LabsApi {
  packs(): Promise<readonly LabPack[]>;
  /** Runs the checks of a step; `pack` may be undefined where the lab's id is enough. Rejects if there is no such step. */
  checkStep(pack: string | undefined, lab: string, step: string): Promise<Verdict>;
  /** Opens the lab at its first step that is not done, without questions. Rejects if there is no such lab. */
  openLab(pack: string | undefined, lab: string): Promise<StepAddress>;
  progress(): Progress;
}
