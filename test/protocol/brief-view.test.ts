import { expect, test } from 'vitest';
import { abbreviated, completed } from '../../src/protocol/brief-view.ts';
import type { WorldView } from '../../src/protocol/world.ts';
import { type Command, DataCenter, type Inventory } from '../../src/simulator/index.ts';

function viewOf(dataCenter: DataCenter): WorldView {
  return { inventory: dataCenter.inventory(), origin: { id: 'empty', title: '' }, pristine: false, hasPrevious: false, saved: null };
}

function begun(): DataCenter {
  const dataCenter = new DataCenter(1);
  dataCenter.apply({ kind: 'host.add', host: 'alpha', memoryBytes: 2 ** 33 });
  dataCenter.apply({ kind: 'host.add', host: 'beta', memoryBytes: 2 ** 33 });
  for (const [container, host] of [['one', 'alpha'], ['two', 'alpha'], ['three', 'beta']] as const) {
    dataCenter.apply({ kind: 'container.create', container, host });
    dataCenter.apply({ kind: 'container.start', container });
  }
  return dataCenter;
}

test.each<[string, Command, readonly (readonly string[])[]]>([
  ['nothing', { kind: 'world.advance', nanoseconds: 1_000 }, [['one', 'two'], ['three']]],
  ['one container', { kind: 'container.stop', container: 'two' }, [['one', 'told'], ['three']]],
  ['a container that comes', { kind: 'container.create', container: 'four', host: 'beta' }, [['one', 'two'], ['three', 'told']]],
  ['a host that goes, with its containers', { kind: 'host.fail', host: 'alpha' }, [[], ['three']]],
])('of a change in %s no more than that is told, and the other side has the whole', (_, command, told) => {
  const dataCenter = begun();
  const before = structuredClone(viewOf(dataCenter));
  dataCenter.apply(command);
  const now = viewOf(dataCenter);
  const brief = abbreviated(now, before.inventory);
  expect(brief.inventory.hosts.map(({ containers = [] }) => containers.map((container) => (typeof container === 'string' ? container : 'told')))).toEqual(told);
  const whole = completed(structuredClone(brief), before.inventory);
  expect(whole).toEqual(now);
  const known = new Set(containersOf(before.inventory));
  expect(containersOf(whole.inventory).filter((container) => known.has(container))).toHaveLength(told.flat().filter((word) => word !== 'told').length);
});

test('without a view of before all is told', () => {
  const view = viewOf(begun());
  expect(abbreviated(view, null)).toEqual(view);
});

function containersOf({ hosts }: Inventory): readonly object[] {
  return hosts.flatMap(({ containers = [] }) => containers);
}
