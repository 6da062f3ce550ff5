/** The entry of `dist/sandbox/parent.cjs`, which the extension loads at the first run. */
import { createRunChecks } from './run-checks.ts';

export const runChecks = createRunChecks(__dirname);
