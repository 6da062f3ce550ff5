import { describe, expect, test } from 'vitest';
import type { LabPack } from '../../src/labs/lab-pack.ts';
import { parseLabPack } from '../../src/labs/parse-pack.ts';
import { readPackFile } from './helpers/first-pack.ts';

type Json = Record<string, unknown>;

/** A small pack that is right, with the lab's only step replaced or mended. */
function pack(step: Json = {}, top: Json = {}): Json {
  const check = { id: 'adds', title: 'It adds', spec: 'lab/checks.spec.ts' };
  const code = {
    id: 'write', title: 'Write', kind: 'code', text: 'lab/text.md',
    files: [{ path: 'answer.ts', starter: 'lab/starter.ts', solution: 'lab/solution.ts' }],
    checks: [check],
    ...step,
  };
  const lab = { id: 'lab', title: 'A lab', goals: [], minutes: 5, steps: [code] };
  return {
    id: 'my-pack', version: '1.0.0', title: 'Mine', description: 'A pack.', authors: ['Me'], licence: 'MIT',
    locales: ['en'], minimumVirtLab: '0.1.0', labs: [lab], ...top,
  };
}

/** Problems as `path: message`. */
function problemsOf(value: unknown): readonly string[] {
  const parsed = parseLabPack(JSON.stringify(value));
  return parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

function parse(value: unknown): LabPack {
  const parsed = parseLabPack(JSON.stringify(value));
  if (!parsed.ok) throw new Error('not a pack');
  return parsed.value;
}

test('a small pack, with what may be left out', () => {
  expect(parse(pack()).labs[0]).toEqual({
    id: 'lab', title: 'A lab', goals: [], minutes: 5, world: null,
    steps: [{
      id: 'write', title: 'Write', kind: 'code', text: 'lab/text.md', hints: [], wrongSolutions: [],
      files: [{ path: 'answer.ts', starter: 'lab/starter.ts', solution: 'lab/solution.ts', editable: true, visible: true }],
      checks: [{ id: 'adds', title: 'It adds', spec: 'lab/checks.spec.ts', test: null, points: 1, dependsOn: [] }],
    }],
  });
});

test('the shipped pack has no problems', () => {
  expect(parseLabPack(readPackFile('labpack.json'))).toMatchObject({ ok: true, value: { id: 'virtlab-basics' } });
});

describe('each mistake gets a sentence and its place', () => {
  const CASES: readonly (readonly [string, Json, string])[] = [
    ['no title', pack({}, { title: '' }), 'title: "title" must be text in quotes.'],
    ['an id with a space', pack({}, { id: 'My pack' }),
      'id: "My pack" is not an id: use small letters, digits and single hyphens, such as "first-steps".'],
    ['a version that is none', pack({}, { version: '1' }), 'version: "1" must be a version such as "1.0.0".'],
    ['no labs', pack({}, { labs: [] }), 'labs: The pack needs at least one lab in "labs".'],
    ['labs that are no list', pack({}, { labs: {} }), 'labs: "labs" must be a list in brackets.'],
    ['an unknown key', pack({}, { licenze: 'MIT' }), 'licenze: "licenze" is not known here.'],
    ['an unknown kind', pack({ kind: 'draw' }), 'labs.0.steps.0.kind: "kind" must be one of "read", "do", "code", "predict".'],
    ['a path out of the pack', pack({ text: '../text.md' }),
      'labs.0.steps.0.text: "../text.md" must be a path inside the pack, with "/", without "..".'],
    ['a path from the root', pack({ text: '/etc/passwd' }),
      'labs.0.steps.0.text: "/etc/passwd" must be a path inside the pack, with "/", without "..".'],
    ['a path of Windows', pack({ text: 'C:\\text.md' }),
      'labs.0.steps.0.text: "C:\\text.md" must be a path inside the pack, with "/", without "..".'],
    ['code without files', pack({ files: [] }), 'labs.0.steps.0.files: A code step needs at least one file in "files".'],
    ['code without checks', pack({ checks: [] }), 'labs.0.steps.0.checks: This step needs at least one check in "checks".'],
    ['a hint for no check', pack({ hints: [{ text: 'Look.', check: 'gone' }] }),
      'labs.0.steps.0.hints: A hint is for the check "gone", which this step does not have.'],
    ['a wrong solution that nothing kills', pack({ wrongSolutions: [{ id: 'w', mistake: 'M.', files: { 'answer.ts': 'w.ts' }, killedBy: 'gone' }] }),
      'labs.0.steps.0.wrongSolutions: The wrong solution number 1 is to be found by "gone", which is not a check of this step.'],
    ['a wrong solution of another file', pack({ wrongSolutions: [{ id: 'w', mistake: 'M.', files: { 'b.ts': 'w.ts' }, killedBy: 'adds' }] }),
      'labs.0.steps.0.wrongSolutions: The wrong solution number 1 changes "b.ts", which is not a file of this step.'],
    ['too many points', pack({ checks: [{ id: 'adds', title: 'T', spec: 's.ts', points: -1 }] }),
      'labs.0.steps.0.checks.0.points: "points" must be a number from 0 to 1000.'],
    ['a check that waits for itself', pack({ checks: [{ id: 'adds', title: 'T', spec: 's.ts', dependsOn: ['adds'] }] }),
      'labs.0.steps.0.checks: The check "adds" depends on "adds", which is not a check before it.'],
    ['two checks of one id', pack({ checks: [1, 2].map(() => ({ id: 'adds', title: 'T', spec: 's.ts' })) }),
      'labs.0.steps.0.checks: "adds" is there twice in "checks".'],
    ['a step that is no object', pack({}, { labs: [{ id: 'lab', title: 'A', minutes: 5, steps: ['read'] }] }),
      'labs.0.steps.0: The step number 1 must be an object in braces.'],
  ];

  test.each(CASES)('%s', (_name, value, problem) => {
    expect(problemsOf(value)).toContain(problem);
  });

  test('a list at the top', () => {
    expect(problemsOf([])).toContain(': The pack must be an object in braces.');
  });

  test('a predict step without its question', () => {
    const step = { id: 'guess', title: 'Guess', kind: 'predict', text: 't.md' };
    const problems = problemsOf(pack({}, { labs: [{ id: 'lab', title: 'A', minutes: 5, steps: [step] }] }));
    expect(problems).toEqual([
      'labs.0.steps.0: The step number 1 needs "question".',
      'labs.0.steps.0: The step number 1 needs "reveal".',
    ]);
  });
});

describe('mistakes in the writing', () => {
  const CASES: readonly (readonly [string, string, string])[] = [
    ['an empty file', '', '1:1 The file ends too early.'],
    ['a missing comma', '{\n  "id": "a"\n  "title": "b"\n}', '3:3 A comma or "}" is missing here.'],
    ['a missing quotation mark', '{ "id": "a }', '1:9 This text lacks its closing quotation mark.'],
    ['a key without quotes', '{ id: 1 }', '1:3 A key in double quotes is missing here.'],
    ['a comma too many', '{ "labs": [1, ] }', '1:15 A value is missing here.'],
    ['a strange number', '[1.2.3]', '1:2 1.2.3 is not valid JSON.'],
    ['something after the end', '{}\nx', '2:1 Nothing may follow the end of the JSON.'],
    ['a bad escape', '["\\q"]', '1:2 "\\q" is not valid JSON.'],
    ['a pit', '['.repeat(200), '1:102 This is nested too deeply.'],
  ];

  test.each(CASES)('%s', (_name, text, problem) => {
    const parsed = parseLabPack(text);
    const found = parsed.ok ? [] : parsed.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
    expect(found).toEqual([problem]);
  });
});

test('a mistake points at its value in the text', () => {
  const text = JSON.stringify(pack({ kind: 'draw' }), null, 2);
  const parsed = parseLabPack(text);
  const problem = parsed.ok ? undefined : parsed.problems.find(({ path }) => path.at(-1) === 'kind');
  const lines = text.split('\n');
  const line = lines.findIndex((each) => each.includes('"draw"'));
  expect(problem).toMatchObject({ line: line + 1, column: (lines[line]?.indexOf('"draw"') ?? 0) + 1 });
});
