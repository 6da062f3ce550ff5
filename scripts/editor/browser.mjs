import process from 'node:process';
import { browserPath } from '../lib/system.mjs';

/** Keeps Chromium from calling home, which a closed network refuses many times a second. */
const quiet = [
  '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** Opens a browser without a window. */
export async function openBrowser() {
  const { chromium } = await import('playwright-core');
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({
    executablePath: await browserPath(),
    args: [...quiet, ...asRoot],
    timeout: 120_000,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}
