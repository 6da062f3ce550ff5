import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';

/** The colours that a page cannot do without, as the editor's dark theme has them. */
const colours: Readonly<Record<string, string>> = {
  foreground: '#cccccc',
  'editor-background': '#1f1f1f',
  'editor-foreground': '#cccccc',
  'textLink-foreground': '#4daafc',
  'textPreformat-foreground': '#d0d0d0',
  'textPreformat-background': '#3c3c3c',
  'inputValidation-infoBackground': '#063b49',
  'input-foreground': '#cccccc',
  'input-background': '#313131',
  'testing-iconPassed': '#73c991',
  'testing-iconFailed': '#f48771',
  'panel-background': '#181818',
  'panel-border': '#2b2b2b',
  descriptionForeground: '#9d9d9d',
  'charts-blue': '#59a4f9',
  'charts-green': '#89d185',
  'charts-red': '#f14c4c',
  'charts-yellow': '#cca700',
  'button-secondaryForeground': '#cccccc',
  'button-secondaryBackground': '#313131',
  'button-foreground': '#ffffff',
  'button-background': '#0078d4',
  'dropdown-foreground': '#cccccc',
  'dropdown-background': '#313131',
  'list-activeSelectionBackground': '#04395e',
  'list-activeSelectionForeground': '#ffffff',
  'list-inactiveSelectionBackground': '#37373d',
  'inputOption-activeBackground': '#13334d',
  'inputOption-activeForeground': '#ffffff',
  focusBorder: '#0078d4',
  errorForeground: '#f85149',
};

/** A webview's page in a browser, with the editor's side played by the test. */
export interface WebviewPage {
  readonly page: Page;
  /** Sends messages as the extension does, and waits until they are drawn. */
  post(...messages: readonly unknown[]): Promise<void>;
  /** What the page has sent to the extension. */
  sent(): Promise<unknown[]>;
  /** What the page remembers last. */
  remembered(): Promise<unknown>;
}

/** Bundles a webview as it is shipped and opens it under its own policy. `state` is what it remembers. */
export async function openWebview(browser: Browser, name: string, state?: unknown, size = { width: 1000, height: 420 }): Promise<WebviewPage> {
  const [script, style] = await Promise.all([bundle(`media/${name}/main.ts`), bundle(`media/${name}/main.css`)]);
  const page = await browser.newPage({ viewport: size });
  page.setDefaultTimeout(120_000);
  page.on('pageerror', (error) => {
    throw error;
  });
  await page.setContent(document(name, script, style, state));
  return {
    page,
    async post(...messages) {
      await page.evaluate((all) => {
        const last = `the last of ${performance.now()}`;
        const heard = new Promise<void>((resolve) => {
          window.addEventListener('message', function hear(event) {
            if (event.data !== last) return;
            event.stopImmediatePropagation();
            window.removeEventListener('message', hear, true);
            resolve();
          }, true);
        });
        // Messages come in their order, so that whoever hears this one has heard all before it.
        for (const message of [...all, last]) window.postMessage(message, '*');
        return heard.then(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      }, messages);
    },
    sent: () => page.evaluate(() => (window as unknown as { sent: unknown[] }).sent),
    remembered: () => page.evaluate(() => (window as unknown as { remembered: unknown }).remembered),
  };
}

const bundles = new Map<string, Promise<string>>();

/** Each source is bundled once. */
function bundle(file: string): Promise<string> {
  const made = bundles.get(file) ?? makeBundle(file);
  bundles.set(file, made);
  return made;
}

async function makeBundle(file: string): Promise<string> {
  const result = await build({
    entryPoints: [join(import.meta.dirname, '../..', file)],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome130',
    logLevel: 'silent',
  });
  return result.outputFiles[0]?.text ?? '';
}

function document(name: string, script: string, style: string, state: unknown): string {
  const theme = Object.entries(colours).map(([name, colour]) => `--vscode-${name}: ${colour};`).join(' ');
  const editor = `
    window.sent = [];
    window.remembered = ${JSON.stringify(state ?? null)};
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => window.sent.push(message),
      getState: () => window.remembered ?? undefined,
      setState: (kept) => { window.remembered = kept; },
    });`;
  const inline = (text: string) => text.replaceAll('</script', '<\\/script');
  return `<!DOCTYPE html><html lang="en"><head><title>Test</title>
    <meta http-equiv="Content-Security-Policy" content="default-src 'none';${name === 'timeline' ? ' img-src data:;' : ''} style-src 'nonce-t'; script-src 'nonce-t'">
    <style nonce="t">:root { ${theme} } ${style}</style></head><body>
    <script nonce="t">${inline(editor)}</script><script nonce="t">${inline(script)}</script></body></html>`;
}
