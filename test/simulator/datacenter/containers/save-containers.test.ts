import { describe, expect, test } from 'vitest';
import { GraphBlocks } from '../../../../src/simulator/container/graph/blocks.ts';
import type { KernelRoot } from '../../../../src/simulator/datacenter/containers/container-kernel.ts';
import type { Command } from '../../../../src/simulator/datacenter/commands.ts';
import { DataCenter } from '../../../../src/simulator/datacenter/data-center.ts';
import type { SavedHeader, SavedWorld } from '../../../../src/simulator/datacenter/saved-world.ts';
import { apply } from '../worlds.ts';
import { writeFirstForm } from './first-form.ts';

const SECOND = 1_000_000_000;

function withContainers(count: number): DataCenter {
  const dataCenter = new DataCenter(3);
  apply(dataCenter, { kind: 'host.add', host: 'alpha', memoryBytes: 2 ** 34 });
  for (let number = 0; number < count; number++) {
    apply(dataCenter, { kind: 'container.create', container: `c${number}`, host: 'alpha' }, { kind: 'container.start', container: `c${number}` });
  }
  return dataCenter;
}

const typed = (container: string, text: string): Command => ({ kind: 'container.type', container, terminal: 'one', text: `${text}\n` });

/** The blocks of the only host's kernel. */
function blocksOf({ header, states }: SavedWorld): readonly Uint8Array[] {
  const { containers } = JSON.parse(header) as SavedHeader;
  return (containers?.[0]?.blocks ?? []).map((number) => states.get(number) ?? new Uint8Array());
}

describe('a save of many containers', () => {
  test('writes what one command in one of them changes, and shares all else with the save before', () => {
    const dataCenter = withContainers(100);
    const first = blocksOf(dataCenter.save());
    expect(first.length).toBeGreaterThan(80);
    apply(dataCenter, typed('c50', 'echo kept > /tmp/f'));
    const second = blocksOf(dataCenter.save());
    const rewritten = second.filter((block) => !first.includes(block));
    expect(rewritten.length).toBeGreaterThan(0);
    expect(rewritten.length).toBeLessThan(15);
    expect(blocksOf(dataCenter.save()).every((block, number) => block === second[number])).toBe(true);
  });

  test('in steps is of the world at the first of them, whatever it does meanwhile', () => {
    const dataCenter = withContainers(20);
    apply(dataCenter, { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: 2 ** 24, guest: { kind: 'counter', countsPerSecond: 1_000 } }, { kind: 'vm.start', vm: 'web' });
    const at = DataCenter.restore(dataCenter.save());
    const steps = dataCenter.saveInSteps();
    let step = steps.next();
    for (let turn = 0; step.done !== true; turn++) {
      if (turn < 20) apply(dataCenter, typed(`c${turn}`, 'echo later > /tmp/f'), { kind: 'world.advance', nanoseconds: SECOND / 10 });
      if (turn === 5) dataCenter.save();
      if (turn === 7) apply(dataCenter, { kind: 'vm.stop', vm: 'web' });
      step = steps.next();
    }
    const restored = DataCenter.restore(step.value);
    for (const one of [at, restored]) apply(one, { kind: 'world.advance', nanoseconds: SECOND }, typed('c3', 'cat /tmp/f'));
    expect(restored.inventory()).toEqual(at.inventory());
    expect(restored.trace).toEqual(at.trace);
    expect(restored.stateHash('web')).toBe(at.stateHash('web'));
  });

  test('goes on sharing after the world was restored', () => {
    const saved = withContainers(100).save();
    const restored = DataCenter.restore(saved);
    apply(restored, typed('c50', 'echo kept > /tmp/f'));
    const before = blocksOf(saved);
    expect(blocksOf(restored.save()).filter((block) => !before.includes(block)).length).toBeLessThan(15);
  });

  test('tells where a block is missing', () => {
    const { states, ...rest } = withContainers(3).save();
    const [first] = (JSON.parse(rest.header) as SavedHeader).containers?.[0]?.blocks ?? [];
    const damaged = { ...rest, states: new Map([...states].filter(([number]) => number !== first)) };
    expect(() => DataCenter.restore(damaged)).toThrow('The saved world is damaged: the containers of host "alpha" cannot be read.');
    expect(DataCenter.recover(damaged).lost).toEqual(['the containers of host "alpha"']);
  });

  test('of the time before there were blocks is read, and saved in blocks', () => {
    const dataCenter = withContainers(2);
    apply(dataCenter, typed('c1', 'cd /tmp; echo kept > f; sleep 5; echo later'));
    const saved = dataCenter.save();
    const root = GraphBlocks.read<KernelRoot>({ blocks: blocksOf(saved), large: new Map() }).root;
    for (const task of root.host.kernel.pidNamespace.tasks.values()) Reflect.deleteProperty(task.files, 'sharedBy');
    const header = JSON.parse(saved.header) as object;
    const old: SavedWorld = {
      ...saved, header: JSON.stringify({ ...header, containers: [{ host: 'alpha', graph: 999 }] }), states: new Map([[999, writeFirstForm(root)]]),
    };
    const restored = DataCenter.restore(DataCenter.restore(old).save());
    for (const one of [dataCenter, restored]) {
      const [advanced] = [one.apply({ kind: 'world.advance', nanoseconds: 6 * SECOND })];
      expect(advanced).toMatchObject({ ok: true, events: [{ kind: 'container.output', text: 'later\nc1:/tmp# ' }] });
      apply(one, typed('c1', 'cat f | cat; exit'));
    }
    expect(restored.trace).toEqual(dataCenter.trace);
    expect(restored.inventory()).toEqual(dataCenter.inventory());
  });
});

describe('asking what a container can see', () => {
  test('changes nothing', () => {
    const dataCenter = withContainers(2);
    apply(dataCenter, typed('c1', 'sleep 5 | cat'));
    const before = dataCenter.save();
    const probes = dataCenter.probeContainer('c1');
    expect(probes.find(({ wall }) => wall === 'uts namespace')).toMatchObject({ inside: 'c1', outside: 'alpha', isSeparate: true });
    expect(dataCenter.save()).toEqual(before);
    expect(dataCenter.probeContainer('c1')).toEqual(probes);
  });
});
