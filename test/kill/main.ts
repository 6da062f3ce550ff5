/** The long form: `npm run test:kill`, with the number of kills and a seed if need be. */
import { setup } from '../helpers/built-worker.ts';
import { killAgainAndAgain } from './again-and-again.ts';

const [rounds = '250', seed = String(Math.floor(Math.random() * 1e9))] = process.argv.slice(2);
const began = performance.now();
const removeWorker = await setup();
const count = await killAgainAndAgain({ rounds: Number(rounds), seed: Number(seed), log: (line) => { process.stdout.write(`${line}\n`); } }).finally(removeWorker);
const seconds = Math.round((performance.now() - began) / 1000);
process.stdout.write(`${JSON.stringify({ seed: Number(seed), seconds, ...count }, null, 2)}\n`);
