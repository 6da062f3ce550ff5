// Draws media/icons/virtlab.png, the extension's icon, from docs/art/icon.svg: node scripts/icon.mjs
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openBrowser } from './editor/browser.mjs';
import { root } from './lib/paths.mjs';

const browser = await openBrowser();
const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
const drawing = await readFile(join(root, 'docs', 'art', 'icon.svg'), 'utf8');
await page.setContent(`<body style="margin:0;background:transparent">${drawing}</body>`);
await page.screenshot({ path: join(root, 'media', 'icons', 'virtlab.png'), omitBackground: true });
await browser.close();
