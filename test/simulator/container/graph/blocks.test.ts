import fc from '../../../helpers/property.ts';
import { describe, expect, test } from 'vitest';
import { GraphBlocks } from '../../../../src/simulator/container/graph/blocks.ts';
import { lastOf } from '../../../../src/simulator/kernel/steps.ts';
import { change, changes, described, reachable } from './plain-graph.ts';

/** Small enough that a graph of a few objects has several blocks. */
const SMALL = { objects: 4, bytes: 2 };

/** How many objects are written. */
function objectsIn(blocks: readonly Uint8Array[]): number {
  const nodes = blocks.flatMap((block) => (JSON.parse(new TextDecoder().decode(block)) as { readonly nodes: readonly unknown[] }).nodes);
  return nodes.filter((node) => node !== null).length;
}

describe('a graph in blocks', () => {
  test('whatever changes between two saves, each save has the graph as it is, and nothing else', () => {
    fc.assert(fc.property(fc.array(changes, { minLength: 1, maxLength: 6 }), (saves) => {
      const root = {};
      const graph = new GraphBlocks<object>(root, SMALL);
      for (const steps of saves) {
        for (const step of steps) change(root, step);
        const written = graph.write();
        expect(described(GraphBlocks.read<object>(written, SMALL).root)).toBe(described(root));
        expect(objectsIn(written.blocks)).toBe(reachable(root).length);
      }
    }));
  });

  test('one that is written in steps is as it was when that began, whatever changes and is written between them', () => {
    fc.assert(fc.property(changes, fc.array(fc.record({ steps: fc.nat(3), changes, also: fc.constantFrom('nothing', 'write', 'try out') }), { maxLength: 4 }), (before, between) => {
      const root = {};
      const graph = new GraphBlocks<object>(root, SMALL);
      for (const step of before) change(root, step);
      const text = described(root);
      const writing = graph.startWriting();
      for (const each of between) {
        for (let step = 0; step < each.steps; step++) writing.next();
        for (const step of each.changes) change(root, step);
        if (each.also === 'write') expect(described(GraphBlocks.read<object>(graph.write(), SMALL).root)).toBe(described(root));
        if (each.also === 'try out') graph.tryOut(() => undefined);
      }
      const again = new GraphBlocks<object>(root, SMALL).write();
      expect(described(GraphBlocks.read<object>(lastOf(graph.startWriting()), SMALL).root)).toBe(described(GraphBlocks.read<object>(again, SMALL).root));
      let step = writing.next();
      // One that was through before has given its result away.
      while (step.done !== true) step = writing.next();
      if (step.value as unknown) expect(described(GraphBlocks.read<object>(step.value, SMALL).root)).toBe(text);
    }));
  });

  test('one that was read goes on as the one that was written', () => {
    fc.assert(fc.property(changes, changes, (before, after) => {
      const root = {};
      const graph = new GraphBlocks<object>(root, SMALL);
      for (const step of before) change(root, step);
      const blocks = graph.write();
      const restored = GraphBlocks.read<object>(blocks, SMALL);
      expect(restored.write()).toEqual(blocks);
      for (const step of after) {
        change(root, step);
        change(restored.root, step);
      }
      expect(restored.write()).toEqual(graph.write());
    }));
  });

  test('what is tried out leaves no trace', () => {
    fc.assert(fc.property(changes, changes, (before, tried) => {
      const root = {};
      for (const step of before) change(root, step);
      const graph = new GraphBlocks<object>(root, SMALL);
      const blocks = graph.write();
      const text = described(root);
      graph.tryOut(() => {
        for (const step of tried) change(root, step);
      });
      expect(described(root)).toBe(text);
      expect(graph.write()).toEqual(blocks);
    }));
  });

  test('what is tried out and fails leaves no trace either', () => {
    const root = { list: [1, 2] };
    const graph = new GraphBlocks(root);
    expect(() => graph.tryOut(() => {
      root.list.pop();
      throw new Error('No.');
    })).toThrow('No.');
    expect(root).toEqual({ list: [1, 2] });
  });

  test('an attempt that succeeds is kept, one that fails leaves no trace', () => {
    const root = { list: [1, 2], names: new Map([['a', 1]]) };
    const graph = new GraphBlocks(root);
    expect(graph.attempt(() => root.list.pop())).toBe(2);
    expect(() => graph.attempt(() => {
      root.names.delete('a');
      root.list.push(3);
      throw new Error('No.');
    })).toThrow('No.');
    expect(root).toEqual({ list: [1], names: new Map([['a', 1]]) });
  });

  test('a change writes the block that it is in, and no other', () => {
    const root = { files: Array.from({ length: 10_000 }, (_, number) => ({ number, bytes: Uint8Array.of(1, 2, 3) })) };
    const graph = new GraphBlocks(root);
    const before = graph.write().blocks;
    const file = root.files[5_000];
    if (file) file.number = -1;
    const after = graph.write().blocks;
    expect(after.length).toBe(before.length);
    expect(after.filter((block, number) => block !== before[number])).toHaveLength(1);
    expect(graph.write().blocks.every((block, number) => block === after[number])).toBe(true);
  });

  test('the places of what is gone are given to what comes', () => {
    const root = { files: Array.from({ length: 1_000 }, (_, number) => ({ number })) };
    const graph = new GraphBlocks(root);
    const count = graph.write().blocks.length;
    for (let round = 0; round < 5; round++) {
      root.files = root.files.map(({ number }) => ({ number }));
      graph.write();
    }
    // The old and the new are never there at the same time but in one look.
    expect(graph.write().blocks.length).toBeLessThanOrEqual(2 * count + 1);
    root.files = [];
    expect(graph.write().blocks.length).toBe(1);
  });

  test.each([
    ['no block', []],
    ['a block that is missing', ['first', 'third']],
    ['a block that is no JSON', ['first', 'garbage', 'third']],
  ])('%s is damage', (_, names) => {
    const [first, second, third] = new GraphBlocks(Array.from({ length: 10 }, (_entry, number) => ({ number })), SMALL).write().blocks;
    const parts: Record<string, Uint8Array | undefined> = { first, second, third, garbage: Uint8Array.of(1, 2, 3) };
    const blocks = names.flatMap((name) => parts[name] ?? []);
    expect(() => GraphBlocks.read({ blocks, large: new Map() }, SMALL)).toThrow();
  });

  test('many bytes are kept beside the blocks, as the same object until others take their place', () => {
    const bytes = new Uint8Array(100_000).fill(7);
    const root = { file: { bytes }, name: 'f' };
    const graph = new GraphBlocks(root);
    const first = graph.write();
    expect([...first.large.values()]).toEqual([bytes]);
    expect(first.blocks.every(({ length }) => length < 200)).toBe(true);
    root.name = 'g';
    expect([...graph.write().large.values()][0]).toBe(bytes);
    expect(GraphBlocks.read<typeof root>(graph.write()).root).toEqual(root);
    expect(() => GraphBlocks.read({ blocks: first.blocks, large: new Map() })).toThrow('Bytes of the graph are missing.');
    root.file.bytes = new Uint8Array(5);
    expect(graph.write().large.size).toBe(0);
  });

  test('zeros at the end of bytes take no room', () => {
    const root = { bytes: new Uint8Array(4_000).fill(1, 0, 2) };
    const { blocks } = new GraphBlocks(root).write();
    expect(blocks[0]?.length).toBeLessThan(100);
    expect(GraphBlocks.read<typeof root>({ blocks, large: new Map() }).root).toEqual(root);
  });

  test('a function is no plain data', () => {
    expect(() => new GraphBlocks({ run: () => 1 }).write()).toThrow('A function is no plain data.');
  });
});
