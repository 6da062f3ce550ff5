import { INTERVAL_COLUMNS, intervalRows } from '../../replication/interval-trials.ts';
import { latestReplication } from '../../replication/replication-run.ts';
import { CHECKPOINT_COLUMNS, checkpointRows, replicationInWords } from '../../replication/replication-words.ts';
import { type Aside, asideTitle } from '../aside.ts';
import { checkpointRuns, pagesMoved, stillTime } from '../checkpoints/checkpoint-run.ts';
import { CHECKPOINT_RUN_COLUMNS, checkpointRunCells, checkpointsInWords } from '../checkpoints/checkpoint-words.ts';
import { diskJobRuns } from '../disk-jobs/disk-job-run.ts';
import { DISK_JOB_COLUMNS, diskJobCells, diskJobsInWords } from '../disk-jobs/disk-job-words.ts';
import { snapshotRuns } from '../snapshot/snapshot-run.ts';
import { methodsInWords, SNAPSHOT_COLUMNS, snapshotCells } from '../snapshot/snapshot-words.ts';
import type { ComparisonFormat } from './comparison.ts';
import { checkpointsHeight, printCheckpoints } from './print-checkpoints.ts';
import { diskJobsHeight, printDiskJobs } from './print-disk-jobs.ts';
import { printReplication, replicationHeight } from './print-replication.ts';
import { printSheet, type Sheet } from './print-sheet.ts';
import { printSnapshots, snapshotsHeight } from './print-snapshots.ts';
import type { SvgPicture } from './svg-document.ts';

/** So many of the latest fit on a sheet. */
const SHOWN = { snapshots: 12, jobs: 12, runs: 12, checkpoints: 20 } as const;

/** It as a picture with its tables. */
export function asideSvg(aside: Aside): SvgPicture {
  return printSheet(sheetOf(aside));
}

/** It as the text of a file: the picture, the figures of each, or all with the events. Times in JSON are simulated nanoseconds. */
export function exportAside(aside: Aside, format: Exclude<ComparisonFormat, 'png'>): string {
  switch (format) {
    case 'svg':
      return asideSvg(aside).text;
    case 'csv':
      return csv(aside);
    case 'json':
      return `${JSON.stringify({ format: `virtlab.${aside.kind}`, version: 1, ...runsOf(aside), ...aside }, null, 2)}\n`;
  }
}

function runsOf(aside: Aside): object {
  switch (aside.kind) {
    case 'snapshots':
      return { runs: snapshotRuns(aside.events) };
    case 'disk-jobs':
      return { runs: diskJobRuns(aside.events) };
    case 'checkpoints':
      return { runs: checkpointRuns(aside.events) };
    case 'replication':
      return { run: latestReplication(aside.events) };
  }
}

function sheetOf(aside: Aside): Sheet {
  const title = asideTitle(aside);
  switch (aside.kind) {
    case 'snapshots': {
      const runs = snapshotRuns(aside.events).slice(-SHOWN.snapshots);
      const table = { caption: 'Snapshots', columns: SNAPSHOT_COLUMNS, rows: runs.map(snapshotCells) };
      return { title, words: methodsInWords(runs), draw: (top) => printSnapshots(runs, top), pictureHeight: snapshotsHeight(runs.length), tables: [table] };
    }
    case 'disk-jobs': {
      const runs = diskJobRuns(aside.events).slice(-SHOWN.jobs);
      const table = { caption: 'Jobs', columns: DISK_JOB_COLUMNS, rows: runs.map(diskJobCells) };
      return { title, words: diskJobsInWords(aside.vm, runs), draw: (top) => printDiskJobs(runs, top), pictureHeight: diskJobsHeight(runs.length), tables: [table] };
    }
    case 'checkpoints': {
      const runs = checkpointRuns(aside.events).slice(-SHOWN.runs);
      const table = { caption: 'Checkpoints and restores', columns: CHECKPOINT_RUN_COLUMNS, rows: runs.map(checkpointRunCells) };
      return { title, words: checkpointsInWords(aside.container, runs), draw: (top) => printCheckpoints(runs, top), pictureHeight: checkpointsHeight(runs.length), tables: [table] };
    }
    case 'replication':
      return replicationSheet(title, aside);
  }
}

function replicationSheet(title: string, { vm, events, comparison }: Extract<Aside, { kind: 'replication' }>): Sheet {
  const run = latestReplication(events);
  const intervals = { caption: 'Intervals', columns: INTERVAL_COLUMNS, rows: comparison === null ? [] : intervalRows(comparison) };
  const tables = run === null ? [intervals] : [intervals, { caption: 'Latest checkpoints', columns: CHECKPOINT_COLUMNS, rows: checkpointRows(run, SHOWN.checkpoints) }];
  return {
    title, tables,
    words: run === null ? `${vm} is not replicated.` : replicationInWords(run),
    draw: (top) => (run === null ? '' : printReplication(run, top)),
    pictureHeight: run === null ? 0 : replicationHeight(run),
  };
}

/** A line for each snapshot, job, checkpoint or restore; times are nanoseconds, a cell that nothing is known of stays empty. */
function csv(aside: Aside): string {
  return tableOf(aside).map((cells) => `${cells.map((cell) => (typeof cell === 'string' ? `"${cell.replaceAll('"', '""')}"` : String(cell ?? ''))).join(',')}\r\n`).join('');
}

function tableOf(aside: Aside): readonly (readonly (string | number | null | undefined)[])[] {
  switch (aside.kind) {
    case 'snapshots':
      return [
        ['name', 'method', 'contents', 'status', 'pause_ns', 'took_ns', 'copied_bytes', 'write_faults', 'waited_ns', 'later_copied_bytes'],
        ...snapshotRuns(aside.events).map(({ name, method, contents, status, pause, took, copiedBytes, saving, copies }) =>
          [name, method, contents, status, pause, took, copiedBytes, saving.at(-1)?.writeFaults, saving.at(-1)?.blocked, copies.at(-1)?.copiedBytes]),
      ];
    case 'disk-jobs':
      return [
        ['operation', 'image', 'base', 'status', 'took_ns', 'done_bytes', 'total_bytes', 'first_total_bytes', 'bytes_per_second', 'written', 'damaged'],
        ...diskJobRuns(aside.events).map(({ operation, image, base, status, end, samples, bytesPerSecond, written, damaged }) =>
          [operation, image, base, status, end, samples.at(-1)?.doneBytes, samples.at(-1)?.totalBytes, samples[0]?.totalBytes, bytesPerSecond, written, damaged.join(' ')]),
      ];
    case 'checkpoints':
      return [
        ['what', 'checkpoint', 'host', 'status', 'pre_dumps', 'lazy_pages', 'stood_still_ns', 'took_ns', 'pages_while_running', 'pages_while_still', 'bytes', 'faults', 'waited_ns'],
        ...checkpointRuns(aside.events).map((run) => {
          const { what, checkpoint, host, status, preDumps, lazyPages, end, bytes, lazy } = run;
          return [what, checkpoint, host, status, preDumps, String(lazyPages), stillTime(run), end, pagesMoved(run, false), pagesMoved(run, true), bytes, lazy.at(-1)?.faults, lazy.at(-1)?.blockedTime];
        }),
      ];
    case 'replication': {
      const run = latestReplication(aside.events);
      return [
        ['checkpoint', 'time_ns', 'dirty_pages', 'bytes', 'pause_ns', 'confirmed_after_ns', 'released'],
        ...(run?.checkpoints ?? []).map(({ checkpoint, time, dirtyPages, bytes, pause, latency, released }) => [checkpoint, time, dirtyPages, bytes, pause, latency, released]),
      ];
    }
  }
}
