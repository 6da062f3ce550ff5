// npm run package: builds and packs VirtLab into virtlab.vsix.
import process from 'node:process';
import { packVsix } from './lib/pack-vsix.mjs';
import { installPackages } from './lib/install.mjs';
import { Failure } from './lib/run.mjs';

try {
  await installPackages();
  console.log(`Packed ${await packVsix()}`);
} catch (error) {
  console.error(error instanceof Failure ? error.message : error);
  process.exitCode = 1;
}
