import { createRequire } from 'node:module';
import type { RunChecks } from '../../labs/check-request.ts';
import type { SandboxModule } from '../../protocol/sandbox.ts';

/** Why no check runs. */
export const NOT_TRUSTED = 'No code runs in a folder that is not trusted. Trust the folder, then check again.';

/**
 * The sandbox, loaded at the first run; `file` is the path of its bundle. The one door to code of packs and students:
 * it stays closed, and rejects, while the folder is not trusted.
 */
export function lazySandbox(file: string, isTrusted: () => boolean): RunChecks {
  let loaded: SandboxModule | undefined;
  return async (request, signal, onResult) => {
    if (!isTrusted()) throw new Error(NOT_TRUSTED);
    loaded ??= createRequire(file)(file) as SandboxModule;
    return loaded.runChecks(request, signal, onResult);
  };
}
