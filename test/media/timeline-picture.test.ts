import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../scripts/editor/browser.mjs';
import { exportPicture } from '../../src/viewmodel/timeline/export/export.ts';
import { recordedMigration } from '../viewmodel/timeline/recorded-migration.ts';
import { openWebview } from './webview-page.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

const picture = exportPicture(recordedMigration);

test('the picture is well-formed and lies within its frame', async () => {
  const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  await page.setContent(`<body style="margin: 0">${picture.text.replace(/^<\?xml.*\?>/, '')}</body>`);
  const { isWellFormed, outside } = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    const inFrame = ({ left, right, top, bottom }: DOMRect, frame: DOMRect) =>
      left >= frame.left && right <= frame.right && top >= frame.top && bottom <= frame.bottom;
    const frame = document.querySelector('svg')!.getBoundingClientRect();
    return {
      isWellFormed: parsed.querySelector('parsererror') === null,
      outside: [...document.querySelectorAll('svg text, svg rect, svg path')]
        .filter((shape) => !shape.closest('defs') && !inFrame(shape.getBoundingClientRect(), frame))
        .map(({ outerHTML }) => outerHTML),
    };
  }, picture.text);
  expect([isWellFormed, outside]).toEqual([true, []]);
});

test('the page draws the picture in pixels, under its own policy', async () => {
  const webview = await openWebview(browser, 'timeline');
  const { text: svg, width, height } = picture;
  await webview.post({ kind: 'render', id: 7, svg, width, height, scale: 2 });
  await expect.poll(async () => (await webview.sent()).length).toBe(2);
  const { id, png } = (await webview.sent())[1] as { id: number; png: string };
  const bytes = Buffer.from(png, 'base64');
  expect([id, bytes.subarray(1, 4).toString(), bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([7, 'PNG', 2000, 1190]);
  // White paper, whatever the theme, and something drawn on it.
  const colours = await webview.page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    const context = canvas.getContext('2d')!;
    context.drawImage(image, 0, 0);
    const { data: pixels } = context.getImageData(0, 0, canvas.width, canvas.height);
    const found = new Set<string>();
    for (let index = 0; index < pixels.length; index += 4) found.add(pixels.slice(index, index + 4).join());
    return { corner: pixels.slice(0, 4).join(), toSend: found.has('31,95,168,255'), sent: found.has('46,125,50,255') };
  }, png);
  expect(colours).toEqual({ corner: '255,255,255,255', toSend: true, sent: true });
});

test('a picture that cannot be drawn is answered too', async () => {
  const webview = await openWebview(browser, 'timeline');
  await webview.post({ kind: 'render', id: 8, svg: 'no picture', width: 10, height: 10, scale: 1 });
  await expect.poll(() => webview.sent()).toEqual([{ kind: 'ready', migration: null }, { kind: 'rendered', id: 8, png: null }]);
});
