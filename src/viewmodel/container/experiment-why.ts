import type { Experiment, ExperimentTrial, Observation } from '../../simulator/index.ts';
import { listed } from '../words.ts';
import { hadEffect, isHit, shareText } from './experiment-cell.ts';

/** Why a trial went as it did, from what was observed. */
export function whyText(experiment: Experiment, trial: ExperimentTrial, vcpus: number): string {
  if (!hadEffect(experiment, trial)) return `The kernel refused${trial.answer === '' ? '' : ` (“${trial.answer}”)`}, so nothing changed for anybody.`;
  const others = trial.observations.filter((one) => one.role !== 'offender' && isWitness(experiment, one));
  const group = (isShared: boolean, wasHit: boolean): readonly Observation[] =>
    others.filter((one) => one.sharesKernel === isShared && isHit(experiment, one) === wasHit);
  const sentences = [
    sharedAndHit(experiment, group(true, true), trial, vcpus),
    separateAndHit(group(false, true)),
    sharedAndSpared(experiment, trial, group(true, false)),
    separateAndSpared(experiment, trial, group(false, false)),
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

/** What the host has in a hog's experiment is the sum of all, the offender's share included; a guest without a clock saw none. */
function isWitness(experiment: Experiment, { role, before }: Observation): boolean {
  switch (experiment) {
    case 'kernel-panic':
      return true;
    case 'clock-change':
      return before.wallClock !== null;
    case 'cpu-hog':
    case 'memory-hog':
      return role !== 'host';
  }
}

function sharedAndHit(experiment: Experiment, hit: readonly Observation[], { observations }: ExperimentTrial, vcpus: number): string {
  if (hit.length === 0) return '';
  const who = `${names(hit)} ${hit.length === 1 ? 'runs' : 'run'} on the same kernel`;
  switch (experiment) {
    case 'kernel-panic':
      return `${who}: when it stands still, so does all that it runs.`;
    case 'clock-change':
      return `${who}, which has one wall clock for all: a time namespace moves only the monotonic clock and the one since boot (time_namespaces(7)).`;
    case 'cpu-hog':
      return `${who}, whose ${vcpus} vCPUs go by weight to whoever wants them, up to its own limit (cgroup v2, cpu.weight and cpu.max): the offender got ${vcpusOf(observations)} of them.`;
    case 'memory-hog':
      return `${who} and in the same memory: where that ends, the largest process of all is killed, whoever asked for more.`;
  }
}

function vcpusOf(observations: readonly Observation[]): string {
  const offender = observations.find(({ role }) => role === 'offender');
  return offender === undefined ? 'none' : shareText(offender);
}

function separateAndHit(hit: readonly Observation[]): string {
  if (hit.length === 0) return '';
  return `${names(hit)} ${hit.length === 1 ? 'has a kernel of its own, but is' : 'have kernels of their own, but are'} carried by the kernel of the host, and fell with it.`;
}

function sharedAndSpared(experiment: Experiment, { answer }: ExperimentTrial, spared: readonly Observation[]): string {
  if (spared.length === 0) return '';
  const kept = `${names(spared)} kept what ${spared.length === 1 ? 'it' : 'they'} had`;
  if (experiment === 'cpu-hog') return `${kept}: there was enough for all.`;
  return experiment === 'memory-hog' ? `${kept}: the offender’s own limit (memory.max) was reached first, and only processes of its group were killed.` : `${kept}${answer === '' ? '' : ` (“${answer}”)`}.`;
}

function separateAndSpared(experiment: Experiment, { offender }: ExperimentTrial, spared: readonly Observation[]): string {
  if (spared.length === 0) return '';
  const thing = { 'kernel-panic': 'kernel', 'clock-change': 'clock', 'cpu-hog': 'vCPUs', 'memory-hog': 'memory' }[experiment];
  if (offender === 'vm') return `The offender has its own ${thing}, and nobody else uses ${experiment === 'cpu-hog' ? 'them' : 'it'}: ${names(spared)} noticed nothing.`;
  return `${names(spared)} ${spared.length === 1 ? 'has its' : 'have their'} own ${thing}, and noticed nothing.`;
}

function names(parties: readonly Observation[]): string {
  return listed(parties.map(({ who }) => who));
}
