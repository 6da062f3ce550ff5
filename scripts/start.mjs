// npm start: installs what is missing, builds, and opens VirtLab in a real VS Code.
import process from 'node:process';
import { installPackages } from './lib/install.mjs';
import { packVsix } from './lib/pack-vsix.mjs';
import { cacheFolder } from './lib/paths.mjs';
import { Failure } from './lib/run.mjs';
import { desktopEditor, openDesktop } from './start/desktop.mjs';
import { preparePlace } from './start/place.mjs';
import { serveBrowser } from './start/serve.mjs';

try {
  await installPackages();
  console.log('Building VirtLab ...');
  const vsix = await packVsix();
  const place = await preparePlace(cacheFolder());
  const desktop = desktopEditor();
  await (desktop ? openDesktop(desktop, place, vsix) : serveBrowser(place, vsix));
} catch (error) {
  console.error(error instanceof Failure ? error.message : error);
  process.exit(1);
}
