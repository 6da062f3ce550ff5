import type { Lab, LabPack, Step } from '../../../src/labs/lab-pack.ts';
import type { CheckResult, Verdict } from '../../../src/labs/verdict.ts';

const check = (id: string) => ({ id, title: `Check ${id}`, spec: `${id}.spec.ts`, test: null, points: 1, dependsOn: [] });

export const READ: Step = { kind: 'read', id: 'why', title: 'Why move?', text: 'why.md', checks: [], hints: [] };

export const DO: Step = {
  kind: 'do', id: 'by-hand', title: 'Move it', text: 'do.md', checks: [check('moved')], hints: [{ text: 'Drag it.', check: null }],
};

export const PREDICT = {
  kind: 'predict', id: 'rounds', title: 'How many rounds?', text: 'predict.md', checks: [], hints: [],
  question: { kind: 'number', text: 'How many?', unit: 'rounds', minimum: 1, maximum: 100 },
  reveal: {
    text: 'reveal.md',
    migration: { vm: 'web', to: 'beta', downtimeLimitMilliseconds: null, maxBandwidthBytesPerSecond: null },
  },
} as const satisfies Step;

export const CODE: Step = {
  kind: 'code', id: 'code', title: 'Write it', text: 'code.md', checks: [check('equal'), check('pause')],
  hints: [{ text: 'One.', check: null }, { text: 'Two.', check: null }],
  files: [{ path: 'a.ts', starter: 's/a.ts', solution: 'x/a.ts', editable: true, visible: true }],
  wrongSolutions: [],
};

export const LAB: Lab = {
  id: 'lab', title: 'Move a machine', goals: ['see it', 'write it'], minutes: 30, world: 'world.virtlab.json',
  steps: [READ, DO, PREDICT, CODE],
};

export const PACK: LabPack = {
  id: 'basics', version: '1.0.0', title: 'Basics', description: 'The first lab.', authors: ['A', 'B'], licence: 'MIT',
  locales: ['en'], minimumVirtLab: '0.1.0', labs: [LAB],
};

export const address = (step: string) => ({ pack: 'basics', lab: 'lab', step });

export function result(id: string, more: Partial<CheckResult> = {}): CheckResult {
  return {
    id, title: `Check ${id}`, state: 'passed', message: '', expected: null, actual: null, difference: null, place: null,
    stack: [], output: '', durationMilliseconds: 3, points: 1, ...more,
  };
}

export function verdict(checks: readonly CheckResult[], more: Partial<Verdict> = {}): Verdict {
  return {
    passed: checks.every(({ state }) => state === 'passed'), checks, ending: { kind: 'completed' }, points: 1, possiblePoints: 2,
    output: '', durationMilliseconds: 420, isolation: { level: 'walled', openings: [] }, ...more,
  };
}
