import { expect, test } from 'vitest';
import { webviewHtml } from '../../../src/extension/util/webview-html.ts';

const page = { title: 'A page', style: 'https://x/a.css', script: 'https://x/a.js', styleSource: 'https://x', imageSource: 'data:' };

test('a webview may run one script, named by a number of its own, and load nothing else', () => {
  const html = webviewHtml(page);
  const [, nonce] = /script nonce="([^"]{20,})" src="https:\/\/x\/a\.js"/u.exec(html) ?? [];
  expect(nonce).toBeDefined();
  expect(/Content-Security-Policy" content="([^"]*)"/u.exec(html)?.[1]).toBe(
    `default-src 'none'; img-src data:; style-src https://x; script-src 'nonce-${nonce}'`,
  );
  expect(html.match(/<script/gu)).toHaveLength(1);
  expect(html).not.toMatch(/ on\w+=|style=|<style/u);
  expect(webviewHtml(page)).not.toContain(nonce);
});
