import { existsSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { longestInstallation } from './install.mjs';
import { withLock } from './lock.mjs';
import { cacheFolder, onPath } from './paths.mjs';
import { retried } from './retry.mjs';
import { Failure, run } from './run.mjs';

const browserNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'chrome', 'msedge'];
const browserPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** A browser of Chromium's family on this machine, or undefined. */
function findBrowser() {
  const named = process.env['VIRTLAB_BROWSER'];
  if (named) return named;
  for (const name of browserNames) {
    const path = onPath(name);
    if (path) return path;
  }
  return browserPlaces.find((path) => existsSync(path));
}

/** The path of a browser; on Debian, root gets one installed. @returns {Promise<string>} */
export async function browserPath() {
  const present = findBrowser();
  if (present) return present;
  const debian = platform() === 'linux' && onPath('apt-get');
  if (!debian) throw new Failure('No Chromium, Chrome or Edge was found. Install one, or name it in VIRTLAB_BROWSER.');
  if (process.getuid?.() !== 0) {
    throw new Failure('Chromium is missing. Install it with: sudo apt-get update && sudo apt-get install -y chromium');
  }
  const waiting = () => console.log('Waiting for another run that installs Chromium ...');
  return withLock(join(cacheFolder(), 'chromium.lock'), async () => {
    const meanwhile = findBrowser();
    if (meanwhile) return meanwhile;
    console.log('Installing Chromium with apt-get ...');
    await retried('Chromium', installChromium);
    const installed = findBrowser();
    if (!installed) throw new Failure('apt-get installed chromium, but it is not on PATH.');
    return installed;
  }, waiting);
}

/** Waits for whoever else installs something, and takes up what was broken off. */
async function installChromium() {
  const options = { quiet: true, minutes: longestInstallation, environment: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  const patient = ['-o', 'DPkg::Lock::Timeout=600', '-o', 'Acquire::Retries=4', '-o', 'Acquire::http::Timeout=60', '-o', 'Acquire::https::Timeout=60'];
  await run('dpkg', ['--configure', '-a'], options).catch(() => undefined);
  await run('apt-get', [...patient, 'update'], options);
  await run('apt-get', [...patient, 'install', '-y', '--no-install-recommends', 'chromium'], options);
}
