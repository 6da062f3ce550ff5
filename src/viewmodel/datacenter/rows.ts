import type { Inventory } from '../../simulator/index.ts';
import { hostRow } from './host-row.ts';
import type { KnownRows } from './container-rows.ts';
import type { Row } from './row.ts';

/** The whole tree of a data center, hosts in the order in which they were added. `known` has rows of before that still hold. */
export function dataCenterRows(inventory: Inventory, known: KnownRows = new WeakMap()): readonly Row[] {
  return inventory.hosts.map((host) => hostRow(host, inventory, known));
}

/** The same rows by their ids. */
export function rowsById(rows: readonly Row[], into = new Map<string, Row>()): ReadonlyMap<string, Row> {
  for (const row of rows) {
    into.set(row.id, row);
    rowsById(row.children, into);
  }
  return into;
}
