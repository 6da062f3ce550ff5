// npm run screenshots: walks a newcomer's path through the packaged extension, opened as npm start opens it, and writes
// docs/screenshots/*.png. Every stage waits for what has to be there; the script fails where the path is broken.
import process from 'node:process';
import { installPackages } from './lib/install.mjs';
import { packVsix } from './lib/pack-vsix.mjs';
import { Failure } from './lib/run.mjs';
import { walkInOwnFolder } from './screenshots/own-folder-walk.mjs';
import { walkWithContainers } from './screenshots/container-walk.mjs';
import { asNewcomer, withFolder } from './screenshots/newcomer.mjs';
import { walkTheLab } from './screenshots/lab-walk.mjs';

try {
  await installPackages();
  const vsix = await packVsix();
  await withFolder((cache) => asNewcomer({ vsix, cache }, walkTheLab));
  await withFolder((cache) => asNewcomer({ vsix, cache, plain: true }, walkInOwnFolder));
  await withFolder((cache) => asNewcomer({ vsix, cache, plain: true }, walkWithContainers));
  console.log('The whole path works.');
} catch (error) {
  console.error(error instanceof Failure ? error.message : error);
  process.exitCode = 1;
}
