import type { GuestSettings, WorkloadPhase, WorkloadSettings } from '../machine/guest-settings.ts';
import { pagesOfInterval } from '../machine/guests/trace-player.ts';
import { PAGE_BYTES, pagesOf } from '../memory/page.ts';
import type { ScenarioPath, ScenarioProblem } from './scenario.ts';
import { Fields, type NumberRange, problemAt } from './scenario-fields.ts';
import { GUEST_LIMITS } from './guest-limits.ts';
import { LIMITS } from './limits.ts';
import { GUEST_KEYS, GUEST_KINDS, PHASE_KEYS } from './scenario-keys.ts';
import { SIZE } from './scenario-quantities.ts';

const SHARE: NumberRange = { least: 0, most: 1, whole: false };
const RATE: NumberRange = { ...LIMITS.stepsPerSecond, whole: true };
const WORDS: NumberRange = { least: 1, most: PAGE_BYTES / 4, whole: true };
const REQUESTS: NumberRange = { ...GUEST_LIMITS.requestsPerSecond, whole: true };
const PAGE: NumberRange = { least: 0, most: 2 ** 28, whole: true };

/** Reads what runs inside a VM; an idle guest where nothing is said. */
export function readGuest(value: unknown, path: ScenarioPath, problems: ScenarioProblem[]): GuestSettings {
  if (value === undefined) return { kind: 'idle' };
  const fields = Fields.of(value, path, problems);
  if (fields === null) return { kind: 'idle' };
  if (!fields.has('kind')) {
    fields.expect({ required: ['kind'], optional: Object.values(GUEST_KEYS).flatMap((keys) => keys.required) });
    return { kind: 'idle' };
  }
  const before = problems.length;
  const kind = fields.oneOf('kind', GUEST_KINDS);
  if (problems.length > before) return { kind: 'idle' };
  fields.expect(GUEST_KEYS[kind]);
  switch (kind) {
    case 'idle':
      return { kind };
    case 'sequential':
    case 'uniform':
      return readWorkload(fields, kind);
    case 'hot-cold':
      return {
        ...readWorkload(fields, kind),
        hotPages: pagesOf(fields.quantity('hotSet', SIZE)),
        hotProbability: fields.number('hotProbability', SHARE),
      };
    case 'zipf':
      return {
        ...readWorkload(fields, kind),
        ...(fields.has('exponent') && { exponent: readExponent(fields, problems) }),
      };
    case 'phased':
      return { kind, phases: fields.list('phases').map(({ value: phase, path: place }) => readPhase(phase, place, problems)) };
    case 'trace':
      return {
        kind,
        intervalsPerSecond: fields.number('intervalsPerSecond', { ...GUEST_LIMITS.intervalsPerSecond, whole: true }),
        intervals: readIntervals(fields, problems),
      };
    case 'counter':
      return { kind, countsPerSecond: fields.number('countsPerSecond', RATE) };
    case 'web':
      return {
        kind,
        requestsPerSecond: fields.number('requestsPerSecond', REQUESTS),
        ...(fields.has('files') && { files: fields.number('files', { ...GUEST_LIMITS.files, whole: true }) }),
      };
    case 'scribbler':
      return { kind, writesPerSecond: fields.number('writesPerSecond', REQUESTS) };
    case 'key-value':
      return {
        kind,
        requestsPerSecond: fields.number('requestsPerSecond', REQUESTS),
        ...(fields.has('keys') && { keys: fields.number('keys', { ...GUEST_LIMITS.keys, whole: true }) }),
        ...(fields.has('writeShare') && { writeShare: fields.number('writeShare', SHARE) }),
        ...(fields.has('flushEvery') && { flushEvery: fields.number('flushEvery', { ...GUEST_LIMITS.flushEvery, whole: true }) }),
      };
  }
}

function readWorkload<Kind extends string>(fields: Fields, kind: Kind): WorkloadSettings<Kind> {
  return {
    kind,
    pagesPerSecond: fields.number('pagesPerSecond', RATE),
    workingSetPages: pagesOf(fields.quantity('workingSet', SIZE)),
    ...(fields.has('changedWordsPerWrite') && {
      changedWordsPerWrite: fields.number('changedWordsPerWrite', WORDS),
    }),
    ...(fields.has('firstPage') && { firstPage: fields.number('firstPage', PAGE) }),
  };
}

/** A power of whole quarters, which square roots alone can make. */
function readExponent(fields: Fields, problems: ScenarioProblem[]): number {
  const exponent = fields.number('exponent', { ...GUEST_LIMITS.exponent, whole: false });
  if (!Number.isNaN(exponent) && !Number.isInteger(4 * exponent)) {
    problems.push(problemAt([...fields.path, 'exponent'], 'must be whole quarters, such as 0.75 or 1; round it.'));
  }
  return exponent;
}

function readPhase(value: unknown, path: ScenarioPath, problems: ScenarioProblem[]): WorkloadPhase {
  const fields = Fields.of(value, path, problems, PHASE_KEYS);
  if (fields === null) return { seconds: 1, pagesPerSecond: 0, workingSetPages: 1 };
  return {
    seconds: fields.number('seconds', { ...GUEST_LIMITS.phaseSeconds, whole: true }),
    pagesPerSecond: fields.number('pagesPerSecond', { ...RATE, least: 0 }),
    workingSetPages: pagesOf(fields.quantity('workingSet', SIZE)),
    ...(fields.has('firstPage') && { firstPage: fields.number('firstPage', PAGE) }),
  };
}

function readIntervals(fields: Fields, problems: ScenarioProblem[]): readonly string[] {
  const intervals = fields.texts('intervals');
  intervals.forEach((interval, index) => {
    if (pagesOfInterval(interval) !== null) return;
    problems.push(problemAt([...fields.path, 'intervals', index], 'must be pages and ranges of pages, such as "0-511 700 3".'));
  });
  return intervals;
}
