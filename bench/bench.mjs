// npm run bench: what the packaged extension costs; ratios against an empty extension in the same session.
import { stat } from 'node:fs/promises';
import process from 'node:process';
import { installPackages } from '../scripts/lib/install.mjs';
import { packVsix } from '../scripts/lib/pack-vsix.mjs';
import { Failure } from '../scripts/lib/run.mjs';
import { activationTimes } from './activation.mjs';

const middle = (/** @type {number[]} */ times) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;

try {
  await installPackages();
  const vsix = await packVsix();
  const { size } = await stat(vsix);
  console.log(`VSIX                 ${(size / 1024).toFixed(0)} KiB`);
  const { virtlab, empty } = await activationTimes(vsix);
  const [ours, reference] = [middle(virtlab), middle(empty)];
  console.log(`activation, empty    ${reference.toFixed(1)} ms (median of ${empty.length} windows)`);
  console.log(`activation, VirtLab  ${ours.toFixed(1)} ms, ${(ours - reference).toFixed(1)} ms more (target: at most 30 ms more)`);
} catch (error) {
  console.error(error instanceof Failure ? error.message : error);
  process.exitCode = 1;
}
