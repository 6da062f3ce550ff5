import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startServer, stopServer } from '../lib/children.mjs';
import { freePort } from '../lib/free-port.mjs';
import { withLock } from '../lib/lock.mjs';
import { cacheFolder, nodeBinary } from '../lib/paths.mjs';
import { Failure, run } from '../lib/run.mjs';

/** The release that carries VS Code 1.139.1. */
const codeServerVersion = '4.139.1';

/** Installs code-server into the cache, unless it is there, and returns its entry. @returns {Promise<string>} */
async function codeServerEntry() {
  const home = join(cacheFolder(), `code-server-${codeServerVersion}`);
  const entry = join(home, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
  if (existsSync(entry)) return entry;
  await withLock(`${home}.lock`, async () => {
    if (existsSync(entry)) return;
    console.log(`Installing code-server ${codeServerVersion} (600 MB) into ${home} ...`);
    const fresh = await mkdtemp(`${home}.part-`);
    try {
      await installInto(fresh);
      await rm(home, { recursive: true, force: true });
      await rename(fresh, home);
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
  });
  return entry;
}

/** Its own install script compiles for minutes what ships prebuilt. @param {string} folder */
async function installInto(folder) {
  const vscode = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true }));
  const quietly = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', [...quietly, `code-server@${codeServerVersion}`], { cwd: folder, quiet: true });
  await run('npm', [...quietly, '--omit=dev'], { cwd: vscode, quiet: true });
  await run('npm', [...quietly, '--omit=dev'], { cwd: join(vscode, 'extensions'), quiet: true });
}

/**
 * @typedef {object} ServerOptions
 * @property {string} profile folder for user data, extensions and configuration
 * @property {string} workspace the folder to open
 * @property {number} [port] preferred; another is taken when it is busy
 * @property {boolean} [driver] let the address carry development and test paths
 * @property {boolean} [trust] ask the user before code of a folder runs
 * @property {NodeJS.ProcessEnv} [environment] added to what the extension host sees
 */

/**
 * Starts code-server on the loopback interface and waits until it answers.
 * @param {ServerOptions} options
 */
export async function startCodeServer(options) {
  const entry = await codeServerEntry();
  const port = await freePort(options.port);
  const { userData, shared } = await profileFolders(options.profile);
  const child = startServer(nodeBinary(), [
    entry, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--user-data-dir', userData, ...shared,
    '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override',
    ...(options.trust ? [] : ['--disable-workspace-trust']),
    ...(options.driver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    options.workspace,
  ], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...options.environment } });
  let log = '';
  child.stdout?.on('data', (text) => (log += text));
  child.stderr?.on('data', (text) => (log += text));
  const address = `http://127.0.0.1:${port}`;
  for (let tries = 0; !(await answers(address)); tries += 1) {
    if (child.exitCode !== null || tries > 300) throw new Failure(`code-server did not start:\n${log}`);
    await wait(200);
  }
  return { address, port, userData, child, log: () => log, stop: () => stopServer(child) };
}

/** @typedef {Awaited<ReturnType<typeof startCodeServer>>} CodeServer */

/** Installs a packaged extension into the profile. @param {string} profile @param {string} vsix */
export async function installExtension(profile, vsix) {
  const { userData, shared } = await profileFolders(profile);
  const entry = await codeServerEntry();
  await run(nodeBinary(), [entry, '--user-data-dir', userData, ...shared, '--install-extension', vsix, '--force'], { quiet: true });
}

/** @param {string} profile */
async function profileFolders(profile) {
  const userData = join(profile, 'user-data');
  const extensions = join(profile, 'extensions');
  const config = join(profile, 'config.yaml');
  await mkdir(extensions, { recursive: true });
  await mkdir(join(userData, 'User'), { recursive: true });
  // Without a file of its own it would write one into the home directory.
  await writeFile(config, 'auth: none\n');
  return { userData, shared: ['--extensions-dir', extensions, '--config', config] };
}

/** @param {string} address */
async function answers(address) {
  try {
    return (await fetch(`${address}/healthz`)).ok;
  } catch {
    return false;
  }
}
