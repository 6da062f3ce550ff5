/** What `import … from 'virtlab'` gives to students and to specs: the simulator, and the bench for their own code. */
export * from '../simulator/index.ts';
export * from '../labs/kit/migration-trial.ts';
export * from '../labs/kit/try-migration.ts';
export * from '../labs/kit/wire-bytes.ts';
export { type Revealed, type RevealedRound, simulateReveal } from '../labs/reveal.ts';
