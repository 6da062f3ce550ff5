import { describe, expect, test } from 'vitest';
import { DataCenter, type Experiment, EXPERIMENTS, runTrial, trialsOf } from '../../../src/simulator/index.ts';
import { experimentText } from '../../../src/viewmodel/container/experiment-text.ts';

function page(experiment: Experiment): string {
  const dataCenter = new DataCenter(3);
  dataCenter.apply({ kind: 'host.add', host: 'alpha', memoryBytes: 2 ** 34 });
  const saved = dataCenter.save();
  const trials = Array.from({ length: trialsOf(experiment) }, (_, index) => runTrial(saved, experiment, 'alpha', index));
  return experimentText({ experiment, host: 'alpha', vcpus: trials[0]?.vcpus ?? 0, setAsideBytes: trials[0]?.setAsideBytes ?? 0, unwatched: 0, trials });
}

/** The cells of the row that begins with this. */
function row(text: string, head: string): readonly string[] {
  const line = text.split('\n').find((each) => each.startsWith(`| ${head}`)) ?? '';
  return line.split(' | ').slice(1).map((cell) => cell.replace(/ \|$/, ''));
}

describe('the page of an experiment', () => {
  test.each(EXPERIMENTS)('%s: has a cell for each party and trial, and a reason for each trial', (experiment) => {
    const lines = page(experiment).split('\n');
    const cells = lines.filter((line) => line.startsWith('|')).map((line) => line.split(' | ').length);
    expect(new Set(cells.filter((_, index) => index !== 1)).size).toBe(1);
    expect(lines.filter((line) => line.startsWith('- **'))).toHaveLength(trialsOf(experiment));
    expect(page(experiment)).not.toMatch(/undefined|null|NaN/);
  });

  test('a panic: who stands still, and why', () => {
    const text = page('kernel-panic');
    expect(row(text, '**neighbour**')).toEqual(['stands still: its kernel crashed: sysrq triggered crash', 'goes on', 'goes on']);
    expect(row(text, '**alpha**')[2]).toBe('goes on');
    expect(text).toContain('- **Privileged container.** neighbour and alpha run on the same kernel: when it stands still, so does all that it runs\\. neighbour\\-vm has a kernel of its own, but is carried by the kernel of the host, and fell with it\\.');
    expect(text).toContain('- **Container with all walls.** The kernel refused');
    expect(text).toContain('- **VM.** The offender has its own kernel, and nobody else uses it: neighbour, neighbour\\-vm and alpha noticed nothing\\.');
  });

  test('a clock: how far it jumped, for whom', () => {
    const text = page('clock-change');
    expect(row(text, '**neighbour**')).toEqual(['its clock is right', 'its clock jumped 11 574 days ahead', 'its clock jumped 11 574 days ahead', 'its clock is right']);
    expect(row(text, 'What its shell said')[0]).toContain('Operation not permitted');
  });

  test('hogs: what each had before and has after', () => {
    expect(row(page('cpu-hog'), '**neighbour**')).toEqual(['4 → 2 vCPUs', String.raw`4 → 3\.5 vCPUs`, '4 → 4 vCPUs']);
    expect(row(page('memory-hog'), '**neighbour**')).toEqual(['512 MiB → 0 B, 1 process killed', '512 MiB → 512 MiB', '512 MiB → 512 MiB']);
    expect(page('cpu-hog')).toContain('the offender got 0\\.5 of them\\.');
    expect(page('memory-hog')).toContain('- **Container with memory.max of 64 MiB.** neighbour kept what it had: the offender’s own limit \\(memory\\.max\\) was reached first');
    expect(page('memory-hog')).toContain('12 GiB of it were set aside for a VM without work');
  });
});
