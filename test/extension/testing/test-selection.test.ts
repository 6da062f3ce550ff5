import { expect, test } from 'vitest';
import { selectedSteps } from '../../../src/extension/testing/test-selection.ts';
import type { TestData, TestTree } from '../../../src/extension/testing/test-tree.ts';
import { CODE, DO, LAB, PACK, address } from '../../viewmodel/labs/sample-pack.ts';

type TestRunRequest = Parameters<typeof selectedSteps>[0];
type TestItemCollection = Parameters<typeof selectedSteps>[1];
type TestItem = NonNullable<TestRunRequest['include']>[number];

/** Items as the editor makes them, as far as a selection looks at them. */
function item(id: string, children: readonly TestItem[] = []): TestItem {
  const collection = { forEach: (visit: (child: TestItem) => void) => children.forEach(visit) };
  return { id, children: collection as TestItemCollection } as TestItem;
}

const subject = (step: typeof DO) => ({ loaded: { pack: PACK, folder: undefined as never }, lab: LAB, step, address: address(step.id) });

const moved = item('moved');
const equal = item('equal');
const pause = item('pause');
const byHand = item('by-hand', [moved]);
const code = item('code', [equal, pause]);
const lab = item('lab', [byHand, code]);
const pack = item('pack', [lab]);

const check = (step: typeof DO, id: string): TestData => {
  const found = step.checks.find((each) => each.id === id);
  if (!found) throw new Error(id);
  return { kind: 'check', subject: subject(step), check: found };
};
const data = new Map<TestItem, TestData>([
  [byHand, { kind: 'step', subject: subject(DO) }],
  [code, { kind: 'step', subject: subject(CODE) }],
  [moved, check(DO, 'moved')],
  [equal, check(CODE, 'equal')],
  [pause, check(CODE, 'pause')],
]);
const tree = { data: (each: TestItem) => data.get(each) } as TestTree;

function selected(include: readonly TestItem[] | undefined, exclude: readonly TestItem[] = []) {
  const request = { include, exclude } as unknown as TestRunRequest;
  const all = { forEach: (visit: (child: TestItem) => void) => visit(pack) } as TestItemCollection;
  return selectedSteps(request, all, tree).map(({ subject: of, checks }) => [of.step.id, checks.map(({ id }) => id)]);
}

test('without a choice everything runs', () => {
  expect(selected(undefined)).toEqual([['by-hand', ['moved']], ['code', ['equal', 'pause']]]);
});

test('a lab, a step or a check runs what is below it', () => {
  expect(selected([lab])).toEqual([['by-hand', ['moved']], ['code', ['equal', 'pause']]]);
  expect(selected([code])).toEqual([['code', ['equal', 'pause']]]);
  expect(selected([pause])).toEqual([['code', ['pause']]]);
});

test('a step asked for twice runs once', () => {
  expect(selected([pause, code])).toEqual([['code', ['pause', 'equal']]]);
});

test('what is excluded does not run', () => {
  expect(selected(undefined, [byHand])).toEqual([['code', ['equal', 'pause']]]);
  expect(selected([code], [equal])).toEqual([['code', ['pause']]]);
  expect(selected([code], [equal, pause])).toEqual([]);
});
