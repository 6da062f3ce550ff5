import { queryMigrate } from '../../../simulator/index.ts';
import { formatCount } from '../../quantities.ts';
import { kindText } from '../../snapshot/snapshot-text.ts';
import { plural, preciseBytes, preciseTime, timesText } from '../units.ts';
import type { SnapshotRun } from './snapshot-run.ts';

/** Titles of the columns of the table. */
export const SNAPSHOT_COLUMNS = ['Snapshot', 'Kind', 'Stood still', 'Took', 'Bytes copied for it', 'Write faults', 'Copied later'] as const;

const STATUS: Readonly<Record<SnapshotRun['status'], string>> = {
  active: 'under way', taken: '', failed: 'failed', cancelled: 'cancelled',
};

/** A snapshot as the cells of a table row. */
export function snapshotCells(run: SnapshotRun): readonly string[] {
  const status = STATUS[run.status];
  return [
    `${run.name}${status === '' ? '' : ` (${status})`}`,
    kindText(run),
    run.pause === null ? '…' : preciseTime(run.pause),
    run.took === null ? `${preciseTime(run.end)} so far` : preciseTime(run.took),
    preciseBytes(run.copiedBytes),
    faultText(run),
    laterText(run),
  ];
}

/** A snapshot in one or two sentences, as it is read out and shown beside its lane. */
export function snapshotInWords(run: SnapshotRun): string {
  const [name, kind, pause, took, copied, faults, later] = snapshotCells(run) as [string, string, string, string, string, string, string];
  const sentences = [`${name}, ${kind}: the VM stood still for ${pause}, it took ${took}, ${copied} were copied for it.`];
  if (run.method === 'background') sentences.push(`While it was saved the guest waited for pages: ${faults}.`);
  if (run.copies.length > 0) sentences.push(`Later: ${later}.`);
  if (run.reason !== '') sentences.push(run.reason);
  return sentences.join(' ');
}

/** How a snapshot is taken, beside its name. */
export function methodText({ method, contents }: SnapshotRun): string {
  if (contents === 'disk') return 'disk only';
  return { 'copy-on-write': 'copy on write', 'full-copy': 'full copy', background: 'in the background' }[method];
}

/** What stands beside its lane. */
export function figureText(run: SnapshotRun): string {
  const paused = run.pause === null ? '' : `stood still ${preciseTime(run.pause)}`;
  if (run.status === 'failed' || run.status === 'cancelled') return `${run.status} after ${preciseTime(run.took ?? run.end)}`;
  const later = run.copies.at(-1);
  if (later) return `${paused}, later ${preciseBytes(later.copiedBytes)} copied`;
  return run.copiedBytes > 0 ? `${paused}, ${preciseBytes(run.copiedBytes)} copied` : paused;
}

function faultText({ method, saving }: SnapshotRun): string {
  const last = saving.at(-1);
  if (method !== 'background') return '–';
  return last === undefined || last.writeFaults === 0 ? 'none' : `${formatCount(last.writeFaults)}, ${preciseTime(last.blocked)} in all`;
}

function laterText({ method, copies }: SnapshotRun): string {
  const last = copies.at(-1);
  if (last === undefined) return method === 'copy-on-write' ? 'not looked at yet' : 'nothing';
  return `${plural(last.copiedPages, 'page')} (${preciseBytes(last.copiedBytes)}) by ${preciseTime(last.time)}`;
}

/** What the methods differ by, in a sentence, as soon as two of them can be compared. */
export function methodsInWords(runs: readonly SnapshotRun[]): string {
  const latest = (method: SnapshotRun['method']): SnapshotRun | undefined =>
    runs.findLast((run) => run.method === method && run.status === 'taken' && run.contents === 'machine' && run.pause !== null && run.pause > 0);
  const [shared, copied, filed] = [latest('copy-on-write'), latest('full-copy'), latest('background')];
  const sentences: string[] = [];
  if (shared && copied) sentences.push(`The full copy stopped the VM ${timesText(copied.pause ?? 0, shared.pause ?? 1)} as long as copy on write.`);
  if (!shared && copied && filed) sentences.push(`The full copy stopped the VM ${timesText(copied.pause ?? 0, filed.pause ?? 1)} as long as the one in the background.`);
  if (shared && filed) sentences.push(`Copy on write is done at once and copies pages as they are written; in the background the pause is ${timesText(filed.pause ?? 0, shared.pause ?? 1)} as long, and the state ends in a file.`);
  if (sentences.length > 0) return sentences.join(' ');
  return 'Take snapshots of this VM by other methods to see them side by side: "Take Snapshot As…" on the VM.';
}

/** What QEMU's monitor says of a background snapshot, as pairs of name and value; empty for other methods. */
export function monitorFigures({ figures, status }: SnapshotRun): readonly (readonly [string, string])[] {
  if (figures === null || status !== 'taken') return [];
  const info = queryMigrate({ status: 'completed', figures });
  return [
    ['status', info.status],
    ['total-time', `${info['total-time'] ?? 0} ms`],
    ['setup-time', `${info['setup-time'] ?? 0} ms`],
    ['downtime', `${info.downtime ?? 0} ms`],
    ['ram.transferred', formatCount(info.ram?.transferred ?? 0)],
    ['ram.normal', formatCount(info.ram?.normal ?? 0)],
    ['ram.duplicate', formatCount(info.ram?.duplicate ?? 0)],
    ['ram.mbps', (info.ram?.mbps ?? 0).toFixed(2)],
    ['ram.dirty-sync-count', String(info.ram?.['dirty-sync-count'] ?? 0)],
  ];
}
