import { describe, expect, test } from 'vitest';
import { contentsOf, dumpState } from '../../../../src/simulator/container/checkpoint/dump.ts';
import { DataCenter } from '../../../../src/simulator/datacenter/data-center.ts';
import { restoreWorld } from '../../../../src/simulator/datacenter/restore-world.ts';
import type { SavedHeader, SavedWorld } from '../../../../src/simulator/datacenter/saved-world.ts';
import { GIBIBYTE } from '../../../../src/simulator/memory/page.ts';
import { advance, apply } from '../worlds.ts';

const COUNT = 12;

/** Containers that all hold something of their own, on alpha; one with a large file on beta, and one that no checkpoint can hold. */
function savedWorld(): SavedWorld {
  const world = new DataCenter(5);
  for (const host of ['alpha', 'beta']) apply(world, { kind: 'host.add', host, memoryBytes: 64 * GIBIBYTE });
  const type = (container: string, text: string): void => {
    apply(world, { kind: 'container.type', container, terminal: 't', text: `${text}\n` });
  };
  for (let number = 0; number < COUNT; number++) {
    const container = `c${number}`;
    apply(world, { kind: 'container.create', container, host: 'alpha', ...(number === 3 && { publish: ['8080:80'] }) }, { kind: 'container.start', container });
    type(container, `echo ${container} > /tmp/f; stress --vm-bytes 64K --vm-keep --timeout 100000 &`);
  }
  apply(world, { kind: 'container.create', container: 'large', host: 'beta' }, { kind: 'container.start', container: 'large' });
  type('large', 'dd if=/dev/random of=/tmp/large bs=1K count=20');
  apply(world, { kind: 'container.create', container: 'open', host: 'beta', walls: 'chroot' }, { kind: 'container.start', container: 'open' });
  advance(world, 3_000);
  return world.save();
}

const saved = savedWorld();
const kernels = (JSON.parse(saved.header) as SavedHeader).containers ?? [];

function without(state: number): SavedWorld {
  return { ...saved, states: new Map([...saved.states].filter(([number]) => number !== state)) };
}

/** Every container of a saved world by its name, as a checkpoint would write it, and the ports that lead to it. */
function containersOf(world: SavedWorld): Map<string, unknown> {
  const restored = restoreWorld(world);
  return new Map([...restored.containerKernels.values()].flatMap(({ host }) => [...host.containers.values()].filter(({ walls }) => walls.namespaces.includes('pid')).map((container) => {
    const { facts, files, spaces } = dumpState(host, container);
    return [container.name, { facts, files, memory: spaces.map(contentsOf), published: host.kernel.init.namespaces.net.stack.published }] as const;
  })));
}

const original = containersOf(saved);

describe('a kernel of containers of which a block is missing', () => {
  const [alpha, beta] = kernels;

  test.each(alpha!.blocks.map((state, block) => [block, state] as const))('block %i: what is whole is as it was, the rest is told of', (_, state) => {
    const { dataCenter, lost } = DataCenter.recover(without(state));
    const found = containersOf(dataCenter.save());
    for (const [name, container] of found) if (name !== 'c3') expect({ ...container as object, published: [] }).toEqual({ ...original.get(name) as object, published: [] });
    expect(found.has('c3') ? found.get('c3') : original.get('c3')).toEqual(original.get('c3'));
    expect(found.has('large')).toBe(true);
    const gone = Array.from({ length: COUNT }, (__, number) => `c${number}`).filter((name) => !found.has(name));
    if (gone.length === COUNT) expect(lost).toEqual(['the containers of host "alpha"']);
    else {
      expect(lost.at(-1)).toBe('what was on host "alpha" beside its containers');
      for (const name of gone.slice(0, 5)) expect(lost[0]).toContain(`"${name}"`);
    }
    advance(dataCenter, 1_000);
    expect(containersOf(dataCenter.save()).size).toBe(found.size);
  });

  test('many blocks take a few containers along and leave all others', () => {
    const kept = alpha!.blocks.map((state) => containersOf(DataCenter.recover(without(state)).dataCenter.save()).size - 1);
    expect(kept.filter((count) => count >= COUNT - 5).length).toBeGreaterThan(kept.length / 3);
  });

  test('the content of a large file takes its container along; one that no checkpoint can hold goes with its host', () => {
    const [[, state]] = beta!.large as [readonly [number, number]];
    const { dataCenter, lost } = DataCenter.recover(without(state));
    expect([...containersOf(dataCenter.save()).keys()]).toEqual(Array.from({ length: COUNT }, (_, number) => `c${number}`));
    expect(lost).toEqual(['the containers of host "beta"']);
  });

  test('a host that is lost takes its containers along, and no others', () => {
    const header = JSON.parse(saved.header) as SavedHeader;
    const { dataCenter, lost } = DataCenter.recover({ ...saved, header: JSON.stringify({ ...header, hosts: [header.hosts[0], null] }) });
    expect(lost).toEqual(['a host', 'the containers of host "beta"']);
    expect(containersOf(dataCenter.save()).size).toBe(COUNT);
  });
});
