import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ObservedWorld, withFolder } from './fresh-world.ts';

const EDITOR = fileURLToPath(new URL('editor-process.ts', import.meta.url));

test.each([1, 2, 5])('an editor killed in the middle of its work loses nothing that was saved (after %i saves)', async (saves) => {
  await withFolder(async (folder) => {
    const editor = spawn(process.execPath, [EDITOR, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(editor, 'exit');
    let saved = 0;
    for await (const line of createInterface({ input: editor.stdout })) {
      saved = Number(line);
      if (saved === saves) editor.kill('SIGKILL');
    }
    await ended;
    const world = new ObservedWorld(folder);
    await world.opened;
    expect(world.notices).toEqual([]);
    const [web] = world.view.inventory.hosts[0]!.vms;
    expect(web!.state).toBe('running');
    expect(web!.snapshots.length).toBeGreaterThanOrEqual(saved);
    await world.close();
  });
});
