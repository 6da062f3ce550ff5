import type { RunChecks } from '../labs/check-request.ts';

/** What `dist/sandbox/parent.cjs` exports. It is loaded at the first run, so that activation does not pay for it. */
export interface SandboxModule {
  readonly runChecks: RunChecks;
}
