import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, type TestContext } from 'vitest';
import type { DataCenter } from '../../src/simulator/index.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { KeptWorld, Opening } from '../../src/store/world-store.ts';
import { someDeeds } from '../kill/deeds.ts';
import { killRound } from '../kill/kill-round.ts';
import { firstState } from '../kill/reference.ts';
import { eventfulWorld, keep, revived, view } from './worlds.ts';

let folder: string;
let isMounted: boolean;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'virtlab-faults-'));
  isMounted = false;
});

afterEach(async () => {
  if (isMounted) execFileSync('umount', [folder]);
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true });
});

/** Puts a small disk of its own in the folder's place, where this process may. */
function mountSmallDisk(context: TestContext, kibibytes: number): void {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'tmpfs', folder], { stdio: 'ignore' });
    isMounted = true;
  } catch {
    context.skip('needs the right to mount a small disk');
  }
}

function remount(options: string): void {
  execFileSync('mount', ['-o', `remount,${options}`, folder]);
}

/** Takes the right to write from this process, whoever it is. */
async function forbidWriting(): Promise<void> {
  if (isMounted) remount('ro');
  else await chmod(folder, 0o500);
}

async function open(at = folder): Promise<{ readonly opening: Opening; readonly world: KeptWorld | undefined }> {
  let world: KeptWorld | undefined;
  const opening = await openStore({ folder: at, owner: 'me', patience: 0 }, (kept) => {
    world = kept;
  });
  return { opening, world };
}

async function saveThere(world: DataCenter): Promise<void> {
  const { opening } = await open();
  if (opening.kind !== 'open') throw new Error(opening.kind);
  await opening.store.save(keep(world));
  await opening.close();
}

const FULL: unknown = expect.stringMatching(/^The data center cannot be saved: (?:the disk is full|the disk does not take it, and may be full)\.$/u);

describe.skipIf(process.platform === 'win32')('a disk that becomes full while the world is worked on', () => {
  test('by a limit on the size of files: what is answered as saved is there, and the rest was told of', async () => {
    const deeds = someDeeds(3, 90).filter(({ kind }) => kind === 'apply');
    const limited = await killRound(folder, firstState(), deeds, { instant: 'never', shell: `trap '' XFSZ; ulimit -f 600` });
    expect(limited.complaints).toContainEqual(FULL);
    expect(limited.unsaved).toBeGreaterThan(0);
    expect(limited.acknowledged).toBeGreaterThan(0);
    // With room again, all goes on from there.
    const free = await killRound(folder, limited.state, deeds, { instant: 'never' });
    expect({ notices: free.notices, complaints: free.complaints }).toEqual({ notices: [], complaints: [] });
  });

  test('in earnest: what is answered as saved is there, and the rest was told of', async (context) => {
    mountSmallDisk(context, 700);
    const deeds = someDeeds(3, 90).filter(({ kind }) => kind === 'apply');
    const limited = await killRound(folder, firstState(), deeds, { instant: 'never', afterwards: () => { remount('size=20m'); } });
    expect(limited.complaints).toContainEqual(FULL);
    expect(limited.unsaved).toBeGreaterThan(0);
    expect(limited.acknowledged).toBeGreaterThan(0);
    const free = await killRound(folder, limited.state, deeds, { instant: 'never' });
    expect({ notices: free.notices, complaints: free.complaints }).toEqual({ notices: [], complaints: [] });
  });
});

describe.skipIf(process.platform === 'win32')('a disk that is full when the folder is opened', () => {
  test('has nothing kept and says why; with room again it is as it was', async (context) => {
    mountSmallDisk(context, 20_000);
    const world = eventfulWorld();
    await saveThere(world);
    const filling = join(folder, 'filling');
    await writeFile(filling, Buffer.alloc(30_000_000)).catch(() => undefined);
    const full = await open();
    if (full.opening.kind === 'open') await full.opening.close();
    else expect(full.opening).toEqual({ kind: 'unusable', reason: 'the disk is full' });
    expect(full.world && revived(full.world)).toEqual(view(world));
    await rm(filling);
    const again = await open();
    expect(again.opening.kind).toBe('open');
    expect(again.world && revived(again.world)).toEqual(view(world));
    if (again.opening.kind === 'open') await again.opening.close();
  });
});

describe.skipIf(process.platform === 'win32')('a folder that may not be written to', () => {
  test('shows the world that is in it, and says that nothing is kept', async (context) => {
    if (process.getuid?.() === 0) mountSmallDisk(context, 20_000);
    const world = eventfulWorld();
    await saveThere(world);
    const before = await readdir(folder);
    await forbidWriting();
    const { opening, world: found } = await open();
    expect(opening).toEqual({ kind: 'unusable', reason: 'the folder may not be written to' });
    expect(found && revived(found)).toEqual(view(world));
    expect(await readdir(folder)).toEqual(before);
  });

  test('so that no folder can be made in it, says so', async (context) => {
    if (process.getuid?.() === 0) mountSmallDisk(context, 1_000);
    await forbidWriting();
    const { opening } = await open(join(folder, 'data-center'));
    expect(opening).toMatchObject({ kind: 'unusable' });
    expect((opening as { reason: string }).reason).toMatch(/^its folder cannot be made$|^the folder may not be written to$/u);
  });

  test('because a file is in its place, says so', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'data-center'), 'a file');
    const { opening } = await open(join(folder, 'data-center'));
    expect(opening).toEqual({ kind: 'unusable', reason: 'there is a file where its folder should be' });
  });
});
