import { join } from 'node:path';
import process from 'node:process';
import { root } from '../lib/paths.mjs';
import { calmSettings, untrustedSettings } from './settings.mjs';
import { mkdir, writeFile } from 'node:fs/promises';

/**
 * Runs the suite in desktop VS Code: the executable that is named, else a download of the newest release.
 * @param {import('./suite.mjs').Place} place @param {string} compiled
 */
export async function runOnDesktop({ folder, workspace, isTrusted, environment }, compiled) {
  const { runTests } = await import('@vscode/test-electron');
  const userData = join(folder, 'user-data');
  await mkdir(join(userData, 'User'), { recursive: true });
  await writeFile(join(userData, 'User', 'settings.json'), JSON.stringify({ ...calmSettings, ...(isTrusted ? {} : untrustedSettings) }));
  const named = process.env['VSCODE_EXECUTABLE'];
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  await runTests({
    ...(named && { vscodeExecutablePath: named }),
    extensionDevelopmentPath: root,
    extensionTestsPath: compiled,
    extensionTestsEnv: environment,
    timeout: 60_000,
    launchArgs: [workspace, ...(isTrusted ? ['--disable-workspace-trust'] : []), '--disable-extensions', '--user-data-dir', userData, ...asRoot],
  }).catch(() => {
    // A failed test ends the editor with an error; the results tell which.
  });
}
