import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSettings } from '../editor/settings.mjs';

/** The lab that a newcomer begins with. */
const firstLab = 'move-a-running-machine';

/**
 * The profile and the practice folder that `npm start` keeps from one start to the next.
 * @param {string} cache
 */
export async function preparePlace(cache) {
  const profile = join(cache, 'start');
  const workspace = join(cache, 'practice');
  // A folder of that name is what wakes VirtLab when the window opens.
  await mkdir(join(workspace, 'virtlab-labs'), { recursive: true });
  const userData = join(profile, 'user-data');
  if (!existsSync(join(userData, 'User', 'settings.json'))) {
    await writeSettings(userData, 'dark', {
      'virtlab.labs.openAtStart': firstLab,
      // Guide and code stand side by side, and there is no width to spare.
      'editor.minimap.enabled': false,
      // A newcomer overlooks the banner of Restricted Mode, and then wonders why no check runs.
      'security.workspace.trust.startupPrompt': 'always',
    });
  }
  return { profile, workspace, userData, extensions: join(profile, 'extensions') };
}

/** @typedef {Awaited<ReturnType<typeof preparePlace>>} Place */

/** What to do first, wherever the editor runs. */
export const firstThings = `What to do first:
  1. Trust the folder when the editor asks: it is yours, and code runs only in trusted folders.
  2. The first lab, "Move a running machine", opens beside the data center.
     Should it not: click the VirtLab icon on the left edge, then the lab under Labs.
  3. Do what the guide says: drag the VM onto the other host and watch the timeline.`;
