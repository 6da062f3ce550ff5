import { describe, expect, test } from 'vitest';
import { type SnapshotNode, SnapshotTree } from '../../../src/simulator/snapshot/snapshot-tree.ts';

/** A snapshot of nothing in particular. */
function named(name: string): Omit<SnapshotNode, 'id' | 'parent'> {
  return {
    name,
    description: '',
    method: 'copy-on-write',
    wasRunning: true,
    state: { memory: { pageCount: 0 }, device: new Uint8Array(0), disk: null },
    takenAt: 0,
    pause: 0,
  };
}

/** Every snapshot with its parent, in the order of the tree. */
function shape(tree: SnapshotTree): string[] {
  return tree.nodes().map((node) => `${node.name} < ${node.parent ?? 'root'}`);
}

/** one - two - three, and a branch from one: one - four. */
function branchedTree(): SnapshotTree {
  const tree = new SnapshotTree();
  for (const name of ['one', 'two', 'three']) tree.add(named(name));
  tree.moveTo('snapshot-1');
  tree.add(named('four'));
  return tree;
}

test('each snapshot descends from the one before', () => {
  const tree = new SnapshotTree();
  expect(tree.current).toBeNull();
  expect(tree.add(named('one'))).toMatchObject({ id: 'snapshot-1', parent: null });
  expect(tree.add(named('two'))).toMatchObject({ id: 'snapshot-2', parent: 'snapshot-1' });
  expect(tree.current).toBe('snapshot-2');
  expect(tree.get('snapshot-1')?.name).toBe('one');
  expect(tree.get('snapshot-3')).toBeUndefined();
});

test('after rolling back the next one starts a branch', () => {
  const tree = branchedTree();
  expect(shape(tree)).toEqual([
    'one < root',
    'two < snapshot-1',
    'three < snapshot-2',
    'four < snapshot-1',
  ]);
  expect(tree.current).toBe('snapshot-4');
});

test('a machine that begins anew has what comes then beside what was there', () => {
  const tree = branchedTree();
  tree.startOver();
  expect(tree.current).toBeNull();
  expect(tree.add(named('five'))).toMatchObject({ id: 'snapshot-5', parent: null });
  expect(tree.size).toBe(5);
});

test('the list has parents before children, also where a child is older than its brother', () => {
  const tree = branchedTree();
  tree.moveTo('snapshot-3');
  tree.add(named('five'));
  expect(tree.nodes().map((node) => node.name)).toEqual(['one', 'two', 'three', 'five', 'four']);
});

describe('taking one out', () => {
  test('leaves its children to its parent', () => {
    const tree = branchedTree();
    tree.remove('snapshot-2');
    expect(shape(tree)).toEqual(['one < root', 'three < snapshot-1', 'four < snapshot-1']);
  });

  test('makes children of a root roots', () => {
    const tree = branchedTree();
    tree.remove('snapshot-1');
    expect(shape(tree)).toEqual(['two < root', 'three < snapshot-2', 'four < root']);
  });

  test('moves the current position to its parent', () => {
    const tree = branchedTree();
    tree.remove('snapshot-4');
    expect(tree.current).toBe('snapshot-1');
    tree.remove('snapshot-3');
    expect(tree.current).toBe('snapshot-1');
    tree.remove('snapshot-1');
    expect(tree.current).toBeNull();
  });

  test('that is not there changes nothing', () => {
    const tree = branchedTree();
    tree.remove('snapshot-9');
    expect(tree.size).toBe(4);
  });

  test('does not give its id away again', () => {
    const tree = branchedTree();
    tree.remove('snapshot-4');
    expect(tree.add(named('five')).id).toBe('snapshot-5');
    expect(tree.taken).toBe(5);
    expect(tree.size).toBe(4);
  });
});

test('renaming changes the name and nothing else', () => {
  const tree = branchedTree();
  const before = tree.get('snapshot-2');
  tree.rename('snapshot-2', 'zwei');
  expect(tree.get('snapshot-2')).toEqual({ ...before, name: 'zwei' });
  expect(shape(tree)).toEqual(['one < root', 'zwei < snapshot-1', 'three < snapshot-2', 'four < snapshot-1']);
});

test('a saved tree takes the place of what was there', () => {
  const saved = branchedTree();
  const tree = new SnapshotTree();
  tree.add(named('other'));
  tree.restore(saved.nodes(), 'snapshot-3', 4);
  expect(shape(tree)).toEqual(shape(saved));
  expect(tree.current).toBe('snapshot-3');
  expect(tree.add(named('five'))).toMatchObject({ id: 'snapshot-5', parent: 'snapshot-3' });
});
