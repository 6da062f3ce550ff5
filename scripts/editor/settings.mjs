import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The built-in colour themes that every view must look right in. */
const themes = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  contrast: 'Default High Contrast',
};

/** @typedef {keyof typeof themes} Theme */

/** What keeps the first sight on VirtLab: no chat, no welcome page of the editor, no updates. */
export const calmSettings = {
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'window.autoDetectColorScheme': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'remote.autoForwardPorts': false,
};

/** Opens a folder that nobody trusts without asking. */
export const untrustedSettings = {
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

/**
 * Writes the user settings of a profile; a running editor takes them up at once.
 * @param {string} userData @param {Theme} theme @param {Record<string, unknown>} [more]
 */
export async function writeSettings(userData, theme, more = {}) {
  const settings = { ...calmSettings, 'workbench.colorTheme': themes[theme], ...more };
  await mkdir(join(userData, 'User'), { recursive: true });
  await writeFile(join(userData, 'User', 'settings.json'), JSON.stringify(settings, null, 2));
}
