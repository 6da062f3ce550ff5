import { expect, test } from 'vitest';
import type { Inventory } from '../../../src/simulator/index.ts';
import { changedRows, movedRows, type RowChanges } from '../../../src/viewmodel/datacenter/changed-rows.ts';
import { dataCenterRows } from '../../../src/viewmodel/datacenter/rows.ts';
import { dataCenter, migration, snapshot, vm } from './worlds.ts';

function changes(before: Inventory, after: Inventory): RowChanges {
  return changedRows(dataCenterRows(before), dataCenterRows(after));
}

test('nothing is drawn again when nothing that shows has changed', () => {
  expect(changes(dataCenter(vm()), { ...dataCenter(vm({ guestSteps: 99_999 })), time: 5e9 })).toBe('none');
});

test('a VM alone is drawn again when only its row has changed', () => {
  const other = vm({ name: 'db' });
  const before = dataCenter(vm({ migration: migration() }), other);
  const after = dataCenter(vm({ migration: migration({ phase: 'stop-and-copy' }) }), other);
  expect(changes(before, after)).toEqual(['vm/web']);
});

test('a new snapshot draws its VM again, a later one its parent', () => {
  const one = [snapshot('1', null)];
  expect(changes(dataCenter(vm()), dataCenter(vm({ snapshots: one, currentSnapshot: '1' })))).toEqual(['vm/web']);
  const two = [...one, snapshot('2', '1')];
  const before = dataCenter(vm({ snapshots: two, currentSnapshot: '2' }));
  const after = dataCenter(vm({ snapshots: [...two, snapshot('3', '2')], currentSnapshot: '3' }));
  // The tooltip of the VM counts its snapshots.
  expect(changes(before, after)).toEqual('all');
});

test('renaming a snapshot draws it alone', () => {
  const before = dataCenter(vm({ snapshots: [snapshot('1', null)], currentSnapshot: '1' }));
  const after = dataCenter(vm({ snapshots: [snapshot('1', null, 'Clean')], currentSnapshot: '1' }));
  // "You are here" does not change: its words are "goes on from".
  expect(changes(before, after)).toEqual(['snapshot/web/1']);
});

test('a VM that went from one host to another draws the whole tree, so that it shows once', () => {
  expect(changes(dataCenter(vm()), dataCenter(vm({ host: 'beta' })))).toBe('all');
});

test('a host that came or went draws the whole tree', () => {
  const inventory = dataCenter();
  expect(changes({ ...inventory, hosts: inventory.hosts.slice(1) }, inventory)).toBe('all');
});

test('a VM that migrated is known to have moved; its snapshots went along', () => {
  const before = dataCenterRows(dataCenter(vm({ snapshots: [snapshot('1', null)], currentSnapshot: '1' })));
  const after = dataCenterRows(dataCenter(vm({ host: 'beta', snapshots: [snapshot('1', null)], currentSnapshot: '1' })));
  expect(movedRows(before, after)).toEqual(['vm/web']);
  expect(movedRows(before, before)).toEqual([]);
});
