import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoredProgress } from '../../src/extension/labs/progress-store.ts';
import { NO_PROGRESS, recordHint, recordRead, stepProgress } from '../../src/labs/progress.ts';
import { openValueStore } from '../../src/store/value-store.ts';

suite('Progress in the labs', () => {
  let folder: string;
  let windows: StoredProgress[];

  setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'virtlab-progress-'));
    windows = [];
  });

  teardown(async () => {
    for (const window of windows) window.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  /** What an editor remembers of an extension. */
  function memory(kept = new Map<string, unknown>()) {
    return {
      keys: () => [...kept.keys()],
      get: (key: string) => kept.get(key) as never,
      update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
    };
  }

  function open(remembered = memory(), path = join(folder, 'progress.sqlite')): StoredProgress {
    const window = new StoredProgress(remembered, () => openValueStore(path), () => undefined);
    windows.push(window);
    return window;
  }

  const READ = { pack: 'first', lab: 'move', step: 'look' };
  const CODE = { pack: 'first', lab: 'move', step: 'code' };

  test('that the editor remembered from before there was a database is taken over', async () => {
    const remembered = memory(new Map([['virtlab.progress', recordRead(NO_PROGRESS, READ)]]));
    await open(remembered).update((progress) => recordHint(progress, CODE));
    const { progress } = await loaded(open());
    assert.equal(stepProgress(progress, READ).state, 'done');
    assert.equal(stepProgress(progress, CODE).hintsShown, 1);
  });

  test('of two windows is one, and neither undoes what the other did', async () => {
    const [one, other] = [open(), open()];
    await one.update((progress) => recordRead(progress, READ));
    await other.update((progress) => recordHint(progress, CODE));
    await one.update((progress) => recordHint(progress, CODE));
    await other.refresh();
    for (const { progress } of [one, other]) {
      assert.equal(stepProgress(progress, READ).state, 'done');
      assert.equal(stepProgress(progress, CODE).hintsShown, 2);
    }
  });

  test('is remembered by the editor where nothing can be written', async () => {
    const remembered = memory();
    await open(remembered, join('/dev/null', 'progress.sqlite')).update((progress) => recordRead(progress, READ));
    assert.equal(stepProgress(open(remembered).progress, READ).state, 'done');
  });
});

async function loaded(window: StoredProgress): Promise<StoredProgress> {
  await window.refresh();
  return window;
}
