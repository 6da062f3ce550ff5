import type { GuestSettings, WorkloadSettings } from '../machine/guest-settings.ts';
import { PAGE_BYTES, pagesOf } from '../memory/page.ts';
import type { ScenarioPath, ScenarioProblem } from './scenario.ts';
import { Fields, type NumberRange } from './scenario-fields.ts';
import { LIMITS } from './limits.ts';
import { GUEST_KEYS, GUEST_KINDS } from './scenario-keys.ts';
import { SIZE } from './scenario-quantities.ts';

const SHARE: NumberRange = { least: 0, most: 1, whole: false };
const RATE: NumberRange = { ...LIMITS.stepsPerSecond, whole: true };
const WORDS: NumberRange = { least: 1, most: PAGE_BYTES / 4, whole: true };
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
    case 'counter':
      return { kind, countsPerSecond: fields.number('countsPerSecond', RATE) };
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
