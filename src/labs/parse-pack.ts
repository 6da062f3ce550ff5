import { readJson } from './json-text.ts';
import type { Check, Hint, Lab, LabPack, Question, Reveal, Step, StepFile, WrongSolution } from './lab-pack.ts';
import { Mistakes, ObjectReader } from './pack-reader.ts';
import type { Parsed } from './problem.ts';

const MOST_POINTS = 1_000;
const MOST_MINUTES = 10_000;
const LARGEST = Number.MAX_SAFE_INTEGER;

/** Reads a `labpack.json`. All mistakes are told, each with its place in the text. */
export function parseLabPack(text: string): Parsed<LabPack> {
  const json = readJson(text);
  if (!json.ok) return json;
  const mistakes = new Mistakes();
  const pack = new ObjectReader(json.value.value, [], mistakes).closed(readPack);
  if (mistakes.found.length === 0) return { ok: true, value: pack };
  return { ok: false, problems: mistakes.found.map((each) => ({ ...each, ...json.value.placeOf(each.path) })) };
}

function readPack(value: ObjectReader): LabPack {
  const version = value.text('version');
  if (version !== '' && !isVersion(version)) value.note('version', `"${version}" must be a version such as "1.0.0".`);
  const pack: LabPack = {
    id: value.id('id'),
    version,
    title: value.text('title'),
    description: value.text('description'),
    authors: value.texts('authors'),
    licence: value.text('licence'),
    locales: value.texts('locales'),
    minimumVirtLab: value.text('minimumVirtLab'),
    labs: value.list('labs', readLab),
  };
  if (pack.labs.length === 0) value.note('labs', 'The pack needs at least one lab in "labs".');
  unique(value, 'labs', pack.labs);
  return pack;
}

function isVersion(text: string): boolean {
  return /^\d+\.\d+\.\d+$/.test(text);
}

function readLab(value: ObjectReader): Lab {
  const lab: Lab = {
    id: value.id('id'),
    title: value.text('title'),
    goals: value.texts('goals'),
    minutes: value.number('minutes', 1, MOST_MINUTES),
    world: value.has('world') ? value.file('world') : null,
    steps: value.list('steps', readStep),
  };
  if (lab.steps.length === 0) value.note('steps', 'The lab needs at least one step in "steps".');
  unique(value, 'steps', lab.steps);
  return lab;
}

function readStep(value: ObjectReader): Step {
  const kind = value.oneOf('kind', ['read', 'do', 'code', 'predict']);
  const checks = value.list('checks', readCheck);
  const base = {
    id: value.id('id'),
    title: value.text('title'),
    text: value.file('text'),
    checks,
    hints: value.list('hints', readHint),
  };
  unique(value, 'checks', checks);
  knownChecks(value, base.checks, base.hints);
  switch (kind) {
    case 'read':
      return { ...base, kind };
    case 'do':
      needsCheck(value, checks);
      return { ...base, kind };
    case 'code':
      needsCheck(value, checks);
      return { ...base, kind, ...readCode(value, checks) };
    case 'predict':
      return { ...base, kind, question: value.object('question', readQuestion), reveal: value.object('reveal', readReveal) };
  }
}

function readCode(value: ObjectReader, checks: readonly Check[]) {
  const files = value.list('files', readFile);
  const wrongSolutions = value.list('wrongSolutions', readWrongSolution);
  if (files.length === 0) value.note('files', 'A code step needs at least one file in "files".');
  unique(value, 'files', files.map(({ path }) => ({ id: path })));
  unique(value, 'wrongSolutions', wrongSolutions);
  for (const [index, { killedBy, files: changed }] of wrongSolutions.entries()) {
    const killer = checks.some(({ id }) => id === killedBy);
    if (!killer) value.note('wrongSolutions', `The wrong solution number ${index + 1} is to be found by "${killedBy}", which is not a check of this step.`);
    const strange = Object.keys(changed).find((path) => !files.some((file) => file.path === path));
    if (strange !== undefined) value.note('wrongSolutions', `The wrong solution number ${index + 1} changes "${strange}", which is not a file of this step.`);
  }
  return { files, wrongSolutions };
}

function readFile(value: ObjectReader): StepFile {
  const editable = value.flag('editable', true);
  return {
    path: value.file('path'),
    starter: value.file('starter'),
    solution: editable || value.has('solution') ? value.file('solution') : null,
    editable,
    visible: value.flag('visible', true),
  };
}

function readCheck(value: ObjectReader): Check {
  return {
    id: value.id('id'),
    title: value.text('title'),
    spec: value.file('spec'),
    test: value.has('test') ? value.text('test') : null,
    points: value.has('points') ? value.number('points', 0, MOST_POINTS) : 1,
    dependsOn: value.texts('dependsOn'),
  };
}

function readHint(value: ObjectReader): Hint {
  return { text: value.text('text'), check: value.has('check') ? value.id('check') : null };
}

function readWrongSolution(value: ObjectReader): WrongSolution {
  return {
    id: value.id('id'),
    mistake: value.text('mistake'),
    files: value.files('files'),
    killedBy: value.id('killedBy'),
  };
}

function readQuestion(value: ObjectReader): Question {
  const kind = value.oneOf('kind', ['number', 'choice']);
  const text = value.text('text');
  if (kind === 'choice') return { kind, text, options: value.list('options', (option) => ({ id: option.id('id'), text: option.text('text') })) };
  return {
    kind,
    text,
    unit: value.has('unit') ? value.text('unit') : '',
    minimum: value.number('minimum', -LARGEST, LARGEST),
    maximum: value.number('maximum', -LARGEST, LARGEST),
  };
}

function readReveal(value: ObjectReader): Reveal {
  const text = value.file('text');
  const migration = value.object('migration', (inner) => {
    const optional = (key: string): number | null => (inner.has(key) ? inner.number(key, 0, LARGEST) : null);
    return {
      vm: inner.text('vm'),
      to: inner.text('to'),
      downtimeLimitMilliseconds: optional('downtimeLimitMilliseconds'),
      maxBandwidthBytesPerSecond: optional('maxBandwidthBytesPerSecond'),
    };
  });
  return { text, migration };
}

function needsCheck(value: ObjectReader, checks: readonly Check[]): void {
  if (checks.length === 0) value.note('checks', 'This step needs at least one check in "checks".');
}

/** A check may depend only on one before it: so there is no circle, and they run in the order of the file. */
function knownChecks(value: ObjectReader, checks: readonly Check[], hints: readonly Hint[]): void {
  for (const [index, { id, dependsOn }] of checks.entries()) {
    const earlier = checks.slice(0, index).map((check) => check.id);
    const wrong = dependsOn.find((other) => !earlier.includes(other));
    if (wrong !== undefined) value.note('checks', `The check "${id}" depends on "${wrong}", which is not a check before it.`);
  }
  for (const { check } of hints) {
    const known = check === null || checks.some(({ id }) => id === check);
    if (!known) value.note('hints', `A hint is for the check "${check}", which this step does not have.`);
  }
}

function unique(value: ObjectReader, key: string, items: readonly { readonly id: string }[]): void {
  const ids = items.map(({ id }) => id);
  const twice = ids.find((id, index) => id !== '' && ids.indexOf(id) !== index);
  if (twice !== undefined) value.note(key, `"${twice}" is there twice in "${key}".`);
}
