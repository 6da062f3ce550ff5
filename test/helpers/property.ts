import process from 'node:process';
import fc from 'fast-check';

/**
 * fast-check with the seed that all properties begin from. It is the same for every run, so that a change is judged by
 * what it changes; `npm run test:explore` looks further, from new seeds. A failure prints its seed and path, and
 * `VIRTLAB_SEED` replays it.
 */
const DEFAULT_SEED = 20_260_815;

fc.configureGlobal({ seed: Number(process.env['VIRTLAB_SEED'] ?? DEFAULT_SEED) });

export default fc;
