import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../lib/paths.mjs';
import { withPalette } from './png.mjs';

/** @typedef {import('../editor/settings.mjs').Theme} Theme */

/** Where the documents expect the pictures. */
const folder = join(root, 'docs', 'screenshots');

/** Takes the pictures and keeps them small. */
export class Album {
  /** @param {import('../editor/workbench.mjs').Workbench} workbench */
  constructor(workbench) {
    this.workbench = workbench;
  }

  /** A picture of the window in each of the themes, the last of which stays. @param {string} name @param {...Theme} themes */
  async take(name, ...themes) {
    const { page } = this.workbench;
    const { width, height } = page.viewportSize() ?? { width: 1280, height: 800 };
    for (const theme of themes) {
      await this.workbench.theme(theme);
      // Nothing is pointed at there.
      await page.mouse.move(width / 2, height - 10);
      await page.waitForTimeout(500);
      const file = `${name}-${theme}.png`;
      const picture = withPalette(await page.screenshot());
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, file), picture);
      console.log(`    docs/screenshots/${file} (${Math.round(picture.length / 1024)} KiB)`);
    }
  }
}
