import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startServer, stopServer } from '../lib/children.mjs';
import { freePort } from '../lib/free-port.mjs';
import { longestInstallation, patientNpm } from '../lib/install.mjs';
import { withLock } from '../lib/lock.mjs';
import { cacheFolder, nodeBinary } from '../lib/paths.mjs';
import { retried } from '../lib/retry.mjs';
import { Failure, run } from '../lib/run.mjs';

/** The release that carries VS Code 1.139.1. */
const codeServerVersion = '4.139.1';

/** The longest that it may take to answer, in seconds: on a slow machine, for the first time. */
const longestStart = 300;
/** Written into the folder of a code-server that was installed to its end and has said its version. */
const completeMark = 'complete';

/** @param {string} home */
const entryOf = (home) => join(home, 'node_modules', 'code-server', 'out', 'node', 'entry.js');

/** Installs code-server into the cache, unless it is there as a whole, and returns its entry. @returns {Promise<string>} */
async function codeServerEntry() {
  const home = join(cacheFolder(), `code-server-${codeServerVersion}`);
  const isThere = () => existsSync(join(home, completeMark)) && existsSync(entryOf(home));
  if (isThere()) return entryOf(home);
  const waiting = () => console.log('Waiting for another run that installs code-server ...');
  await withLock(`${home}.lock`, async () => {
    if (isThere()) return;
    await removeUnfinished(home);
    if (existsSync(entryOf(home))) {
      // From before there was a mark, or damaged since.
      if (await works(home)) return writeFile(join(home, completeMark), '');
      console.log(`What is in ${home} does not work; it is installed anew.`);
    }
    console.log(`Installing code-server ${codeServerVersion} (600 MB) into ${home} ...`);
    await retried('code-server', () => installAnew(home));
  }, waiting);
  return entryOf(home);
}

/** It takes its place when it is whole and works. @param {string} home */
async function installAnew(home) {
  const fresh = await mkdtemp(`${home}.part-`);
  try {
    await installInto(fresh);
    if (!(await works(fresh))) throw new Failure('code-server was installed, but does not say its version.');
    await writeFile(join(fresh, completeMark), '');
    await rm(home, { recursive: true, force: true });
    await rename(fresh, home);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** What runs that were killed have left. @param {string} home */
async function removeUnfinished(home) {
  const folder = dirname(home);
  const names = await readdir(folder);
  for (const name of names.filter((each) => each.startsWith(`${basename(home)}.part-`))) await rm(join(folder, name), { recursive: true, force: true });
}

/** @param {string} home */
async function works(home) {
  const vscode = join(home, 'node_modules', 'code-server', 'lib', 'vscode');
  if (![join(vscode, 'node_modules'), join(vscode, 'extensions', 'node_modules')].every((path) => existsSync(path))) return false;
  const said = await run(nodeBinary(), [entryOf(home), '--config', join(home, 'unused.yaml'), '--version'], { quiet: true, minutes: 5 }).catch(() => '');
  return said.includes(codeServerVersion);
}

/** Its own install script compiles for minutes what ships prebuilt. @param {string} folder */
async function installInto(folder) {
  const vscode = join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true }));
  const quietly = ['install', '--ignore-scripts', ...patientNpm];
  const options = { quiet: true, minutes: longestInstallation };
  await run('npm', [...quietly, `code-server@${codeServerVersion}`], { cwd: folder, ...options });
  await run('npm', [...quietly, '--omit=dev'], { cwd: vscode, ...options });
  await run('npm', [...quietly, '--omit=dev'], { cwd: join(vscode, 'extensions'), ...options });
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
  // Between this look and the start another may take the port; without a wish the system gives one that nobody else gets.
  const wanted = options.port === undefined ? 0 : await freePort(options.port);
  const { userData, shared } = await profileFolders(options.profile);
  const child = startServer(nodeBinary(), [
    entry, '--auth', 'none', '--bind-addr', `127.0.0.1:${wanted}`, '--user-data-dir', userData, ...shared,
    '--disable-telemetry', '--disable-update-check', '--disable-getting-started-override',
    ...(options.trust ? [] : ['--disable-workspace-trust']),
    ...(options.driver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    options.workspace,
  ], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...options.environment } });
  let log = '';
  child.stdout?.on('data', (text) => (log += text));
  child.stderr?.on('data', (text) => (log += text));
  let port = 0;
  for (let tries = 0; port === 0 || !(await answers(port)); tries += 1) {
    if (child.exitCode !== null || tries > longestStart * 5) throw new Failure(`code-server did not start:\n${log}`);
    await wait(200);
    port = Number(/listening on http:\/\/127\.0\.0\.1:(\d+)/i.exec(log)?.[1] ?? 0);
  }
  return { address: `http://127.0.0.1:${port}`, port, userData, child, log: () => log, stop: () => stopServer(child) };
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

/** @param {number} port */
async function answers(port) {
  try {
    return (await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(10_000) })).ok;
  } catch {
    return false;
  }
}
