import { milliseconds, type Nanoseconds } from '../kernel/time.ts';
import type { SnapshotFile } from '../machine/ports/snapshot-file.ts';
import type { Clock } from '../machine/ports/clock.ts';
import type { Process } from '../machine/ports/effect.ts';
import type { SnapshotMachine } from '../machine/ports/snapshot-machine.ts';
import { firstPages } from '../memory/contents.ts';
import type { PageNumber } from '../memory/page.ts';
import { wireSize } from '../migration/wire.ts';
import type { BackgroundProgress } from './background-progress.ts';
import type { BackgroundReport } from './background-report.ts';
import type { SavedState, TakenSnapshot } from './saved-state.ts';
import { UnsavedPages } from './unsaved-pages.ts';

/** So many pages are handed to the file at a time: 1 MiB, unless a fault cuts it short. */
const PAGES_AT_A_TIME = 256;
/** As often it tells how far it is. */
const REPORT_EVERY: Nanoseconds = milliseconds(100);

/** What a background snapshot works with. */
export interface BackgroundRun {
  readonly machine: SnapshotMachine;
  readonly file: SnapshotFile;
  readonly clock: Clock;
  readonly progress: BackgroundProgress;
  /** Whether the guest first writes to its disk what it has only in memory. */
  readonly quiesce: boolean;
  readonly report: (report: BackgroundReport) => void;
}

/** A background snapshot that is complete in its file. */
export interface FiledSnapshot extends TakenSnapshot {
  readonly fileBytes: number;
}

/**
 * Saves a machine to a file while it runs, as it was when that began: QEMU's capability `background-snapshot`
 * (migration/migration.c: bg_migration_thread; migration/ram.c: ram_write_tracking_start, poll_fault_page,
 * ram_save_release_protection). The machine is paused only to save CPU and devices and to write-protect all of its
 * memory (Linux, Documentation/admin-guide/mm/userfaultfd.rst). Then its pages are saved in their order while it runs.
 * A page that the guest is about to write is saved first, and the guest stands still for that long: so nothing that it
 * writes gets into the file, and each page is saved once. The device state, kept aside meanwhile, comes last. As in
 * QEMU there is no rate limit.
 *
 * The disk is part of the same moment: in the pause its image is frozen, and the guest goes on in an overlay.
 * Whatever fails, the machine runs on unharmed, and the unfinished file is deleted.
 */
export function* saveInBackground(run: BackgroundRun): Process<FiledSnapshot> {
  const { machine, file, clock } = run;
  let wasRunning = false;
  try {
    wasRunning = yield* machine.isRunning();
    const began = yield* clock.now();
    yield* machine.pause();
    if (run.quiesce) yield* machine.quiesce();
    const device = yield* machine.saveDeviceState();
    const disk = yield* machine.captureDisk();
    yield* machine.protectMemory();
    const takenAt = yield* clock.now();
    if (wasRunning) yield* machine.resume();
    const pause = wasRunning ? takenAt - began : 0;
    run.progress.paused(wasRunning ? began : takenAt, takenAt);
    run.report({ kind: 'snapshot.protected', pause });
    yield* saveMemory(run);
    yield* machine.releaseMemory();
    yield* file.writeDeviceState(device);
    const content = yield* file.close();
    run.progress.ended(yield* clock.now());
    const state: SavedState = { memory: content.memory, device: content.device, disk };
    return { state, takenAt, pause, fileBytes: content.bytes };
  } catch (error) {
    yield* file.delete();
    yield* machine.releaseMemory();
    if (wasRunning) yield* machine.resume();
    throw error;
  }
}

function* saveMemory(run: BackgroundRun): Process<void> {
  const { machine, clock, progress } = run;
  const unsaved = new UnsavedPages(machine.pageCount);
  while (unsaved.count > 0) {
    const wanted = (yield* machine.takeWriteFaults()).filter((page) => unsaved.has(page));
    const onFault = wanted.length > 0;
    yield* savePages(run, unsaved, onFault ? Uint32Array.from(wanted) : unsaved.next(PAGES_AT_A_TIME), onFault);
    const isTime = progress.measured(yield* clock.now(), REPORT_EVERY);
    if (isTime || unsaved.count === 0) run.report({ kind: 'snapshot.progress', ...progress.counters() });
  }
}

/** A write may come back early; what it has not written stays unsaved and protected. */
function* savePages(run: BackgroundRun, unsaved: UnsavedPages, pages: Uint32Array, onFault: boolean): Process<void> {
  const batch = yield* run.machine.readPages(pages);
  const count = yield* run.file.writePages(batch, wireSize(batch).bytes);
  const saved = firstPages(batch, count);
  unsaved.saved(saved.pages);
  run.progress.saved(wireSize(saved), saved.pages[count - 1] as PageNumber, onFault);
  // The page is in the file, so from now on the guest may change it.
  yield* run.machine.releasePages(saved.pages);
}
