import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DataCenter } from '../../src/simulator/index.ts';
import { jsonOfRows, rowsOfJson } from '../../src/store/sqlite/json-rows.ts';
import { SqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { seeds } from '../helpers/arbitraries.ts';
import { beginning, commands } from '../helpers/commands.ts';
import { apply, keep, revived, view } from './worlds.ts';
import fc from '../helpers/property.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'virtlab-store-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** What is done with the store between commands. */
const dealings = fc.constantFrom('save', 'save', 'save', 'save and clean up', 'save and reopen', 'save, reopen and go on from there');
const steps = fc.array(fc.oneof({ arbitrary: commands, weight: 3 }, { arbitrary: dealings, weight: 2 }), { minLength: 1, maxLength: 40, size: 'max' });

test('whatever is done between saves, what is read is the world as it was last saved', async () => {
  let stores = 0;
  await fc.assert(
    fc.asyncProperty(seeds, steps, async (seed, history) => {
      const path = join(folder, `${stores++}.sqlite`);
      let store = new SqliteStore(DatabaseSync, path);
      let world = new DataCenter(seed);
      apply(world, ...beginning);
      try {
        for (const step of [...history, 'save and reopen' as const]) {
          if (typeof step === 'object') {
            world.apply(step);
            continue;
          }
          await store.save(keep(world));
          if (step === 'save and clean up') await store.cleanUp();
          if (step.includes('reopen')) {
            await store.close();
            store = new SqliteStore(DatabaseSync, path);
          }
          const read = store.read()!;
          expect(revived(read), step).toEqual(view(DataCenter.restore(structuredClone(world.save()))));
          if (step.endsWith('go on from there')) world = DataCenter.restore(read.world);
        }
      } finally {
        await store.close();
      }
    }),
    { numRuns: 12 },
  );
});

const objects = fc.dictionary(fc.string().filter((key) => key !== '$rows' && key !== '__proto__'), fc.jsonValue({ maxDepth: 4 }));

test('a header cut into rows is the same when it is put together again', () => {
  fc.assert(
    fc.property(objects, fc.array(objects), (rest, list) => {
      const text = JSON.stringify({ ...rest, list });
      expect(JSON.parse(jsonOfRows(rowsOfJson(text)))).toEqual(JSON.parse(text));
    }),
  );
});

test('a change in one snapshot changes one row, and a missing row leaves a gap', () => {
  const header = { seed: 1, vms: [{ name: 'web', snapshots: [{ id: 1, name: 'a' }, { id: 2, name: 'b' }] }], empty: [] };
  const rows = rowsOfJson(JSON.stringify(header));
  expect([...rows.keys()]).toEqual(['/vms/0/snapshots/0', '/vms/0/snapshots/1', '/vms/0', '']);
  const renamed = structuredClone(header);
  renamed.vms[0]!.snapshots[1]!.name = 'c';
  const changed = [...rowsOfJson(JSON.stringify(renamed))].filter(([key, text]) => rows.get(key) !== text);
  expect(changed).toEqual([['/vms/0/snapshots/1', '{"id":2,"name":"c"}']]);
  rows.delete('/vms/0/snapshots/0');
  expect(JSON.parse(jsonOfRows(rows))).toEqual({ seed: 1, vms: [{ name: 'web', snapshots: [null, { id: 2, name: 'b' }] }], empty: [] });
});
