import { createRequire } from 'node:module';
import type { RunChecks } from '../../labs/check-request.ts';
import type { SandboxModule } from '../../protocol/sandbox.ts';

/** The sandbox, loaded at the first run; `file` is the path of its bundle. */
export function lazySandbox(file: string): RunChecks {
  let loaded: SandboxModule | undefined;
  return (request, signal, onResult) => {
    loaded ??= createRequire(file)(file) as SandboxModule;
    return loaded.runChecks(request, signal, onResult);
  };
}
