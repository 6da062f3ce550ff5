import { PAGE_BYTES } from '../../../simulator/index.ts';
import { capital, withoutStop } from '../../words.ts';
import { plural, preciseBytes, preciseTime, timesText } from '../units.ts';
import { type CheckpointRun, pagesMoved, stillTime } from './checkpoint-run.ts';

/** Titles of the columns of the table. */
export const CHECKPOINT_RUN_COLUMNS = ['Checkpoint', 'Stood still', 'Took', 'Memory while it ran', 'Memory while it stood still', 'Came of it'] as const;

/** "web-1", "web-1 restored on beta". */
export function runName({ what, checkpoint, host }: CheckpointRun): string {
  return what === 'checkpoint' ? checkpoint : `${checkpoint} restored on ${host}`;
}

/** How it is done, beside its name; empty where there is nothing to say. */
export function mannerText({ preDumps, lazyPages }: CheckpointRun): string {
  if (lazyPages) return 'lazy pages';
  return preDumps === 0 ? '' : plural(preDumps, 'pre-dump');
}

/** What stands beside its lane. */
export function runFigure(run: CheckpointRun): string {
  const still = `stood still ${preciseTime(stillTime(run))}`;
  switch (run.status) {
    case 'active':
      return `${preciseTime(run.end)} so far`;
    case 'completed':
      return `${still} of ${preciseTime(run.end)}`;
    case 'cancelled':
      return `given up after ${preciseTime(run.end)}`;
    case 'failed':
      return `failed after ${preciseTime(run.end)}`;
  }
}

/** A run as the cells of a table row. */
export function checkpointRunCells(run: CheckpointRun): readonly string[] {
  const manner = mannerText(run);
  return [
    `${runName(run)}${manner === '' ? '' : ` (${manner})`}`,
    preciseTime(stillTime(run)),
    run.status === 'active' ? `${preciseTime(run.end)} so far` : preciseTime(run.end),
    memoryText(run, false),
    memoryText(run, true),
    resultText(run),
  ];
}

/** A run in a few sentences, as it is read out and shown beside its lane. */
export function checkpointRunInWords(run: CheckpointRun): string {
  const [name, still, took, running, standing, result] = checkpointRunCells(run) as [string, string, string, string, string, string];
  const memory = `Memory: ${running} while it ran, ${standing} while it stood still.`;
  return `${name}: it stood still for ${still} of ${took}. ${memory} ${capital(result)}.`;
}

/** What there is to see, in a sentence or two. */
export function checkpointsInWords(container: string, runs: readonly CheckpointRun[]): string {
  const latest = runs.at(-1);
  if (latest === undefined) return `There was no checkpoint of ${container} yet: "Checkpoint Container…" in its menu takes one.`;
  if (latest.status === 'active') return activeText(container, latest);
  if (latest.status === 'cancelled') return `${latest.checkpoint} was given up after ${preciseTime(latest.end)}, and ${container} ran on.`;
  if (latest.status === 'failed') return `${runName(latest)} ${resultText(latest)}.`;
  return latest.what === 'checkpoint' ? checkpointText(container, latest, runs) : restoreText(container, latest, runs);
}

function activeText(container: string, run: CheckpointRun): string {
  const { checkpoint, host, spans, preDumps } = run;
  const copies = spans.filter(({ phase }) => phase === 'write').length;
  const latest = spans.at(-1)?.phase ?? 'freeze';
  switch (latest) {
    case 'freeze':
      return `${container} is brought to a stop for checkpoint ${checkpoint}.`;
    case 'pre-dump':
      return `${container} stands still for a moment, while a pre-dump finds out which pages it has.`;
    case 'write':
      return `Pre-dump ${copies} of ${preDumps} is written while ${container} runs on; what it writes meanwhile comes with the next one.`;
    case 'dump':
      return `${container} stands still while the rest is written.`;
    case 'restore':
      return `${container} is made of ${checkpoint} on ${host}, and does not run yet.`;
    case 'lazy-pages':
      return `${container} runs on ${host}; its memory follows, and a page that it touches is brought at once.`;
  }
}

function checkpointText(container: string, run: CheckpointRun, runs: readonly CheckpointRun[]): string {
  const said = `${container} stood still for ${preciseTime(stillTime(run))}${run.preDumps > 0 ? ' in all' : ''}, in which ${memoryText(run, true)} of memory were copied.`;
  const other = runs.findLast((each) => each.what === 'checkpoint' && each.status === 'completed' && (each.preDumps === 0) !== (run.preDumps === 0));
  if (other === undefined) return run.preDumps > 0 ? said : `${said} Pre-dumps copy memory while it runs, so that less is left for the pause.`;
  const [without, withThem] = run.preDumps === 0 ? [run, other] : [other, run];
  return `${said} Without pre-dumps it stood still ${timesText(stillTime(without), stillTime(withThem))} as long as with ${plural(withThem.preDumps, 'pre-dump')}.`;
}

function restoreText(container: string, run: CheckpointRun, runs: readonly CheckpointRun[]): string {
  const last = run.lazy.at(-1);
  const waited = last === undefined || last.faults === 0 ? '' : ` It waited for ${plural(last.faults, 'page')} that it touched, ${preciseTime(last.blockedTime)} in all.`;
  const said = `${container} ran again after ${preciseTime(stillTime(run))}${run.lazyPages ? `, and had all its memory after ${preciseTime(run.end)}` : ''}.${waited}`;
  const other = runs.findLast((each) => each.what === 'restore' && each.status === 'completed' && each.lazyPages !== run.lazyPages && each.checkpoint === run.checkpoint);
  if (other === undefined) return said;
  const [whole, lazy] = run.lazyPages ? [other, run] : [run, other];
  return `${said} As a whole it took ${timesText(stillTime(whole), stillTime(lazy))} as long until it ran as with lazy pages.`;
}

function memoryText(run: CheckpointRun, whileStill: boolean): string {
  const pages = pagesMoved(run, whileStill);
  return pages === 0 ? 'nothing' : preciseBytes(pages * PAGE_BYTES);
}

function resultText({ status, reason, what, bytes, resets, lazy }: CheckpointRun): string {
  switch (status) {
    case 'active':
      return 'under way';
    case 'cancelled':
      return 'given up, and the container ran on';
    case 'failed':
      return `failed: ${withoutStop(reason)}`;
    case 'completed':
      if (what === 'checkpoint') return `saved ${preciseBytes(bytes ?? 0)}`;
      return [`runs`, faultText(lazy.at(-1)?.faults ?? 0), resets === 0 ? '' : `${plural(resets, 'connection')} reset`].filter((part) => part !== '').join(', ');
  }
}

function faultText(faults: number): string {
  return faults === 0 ? '' : `waited for ${plural(faults, 'page')}`;
}
