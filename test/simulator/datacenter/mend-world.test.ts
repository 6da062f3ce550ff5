import { describe, expect, test } from 'vitest';
import { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import type { SavedHeader, SavedWorld } from '../../../src/simulator/datacenter/saved-world.ts';
import { MEBIBYTE } from '../../../src/simulator/memory/page.ts';
import { advance, apply } from './worlds.ts';
import fc from '../../helpers/property.ts';

/** Something of everything that is saved: disks, snapshots, connections, containers, clients, a migration behind them. */
function fullWorld(): DataCenter {
  const world = new DataCenter(5);
  apply(
    world,
    { kind: 'host.add', host: 'alpha', memoryBytes: 256 * MEBIBYTE },
    { kind: 'host.add', host: 'beta', memoryBytes: 256 * MEBIBYTE },
    { kind: 'link.edit', between: ['alpha', 'beta'], bytesPerSecond: 125_000_000, latencyNanoseconds: 100_000, up: true },
    {
      kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: 16 * MEBIBYTE, disk: { bytes: 64 * MEBIBYTE, writesPerSecond: 10 },
      guest: { kind: 'uniform', pagesPerSecond: 500, workingSetPages: 2_000 },
    },
    { kind: 'vm.create', vm: 'kv', host: 'beta', memoryBytes: 16 * MEBIBYTE, guest: { kind: 'key-value', requestsPerSecond: 20 } },
    { kind: 'vm.start', vm: 'web' },
    { kind: 'vm.start', vm: 'kv' },
    { kind: 'vm.connect', vm: 'kv', peer: 'shop', requestEveryMilliseconds: 20 },
    { kind: 'vm.attachClients', vm: 'web', requestsPerSecond: 50 },
    { kind: 'container.create', container: 'box', host: 'alpha' },
    { kind: 'container.start', container: 'box' },
  );
  advance(world, 300);
  for (const vm of ['web', 'kv', 'web', 'web']) {
    apply(world, { kind: 'vm.snapshot', vm });
    advance(world, 200);
  }
  apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta' });
  advance(world, 3_000);
  return world;
}

const saved = fullWorld().save();

/** Takes entries out of the lists of objects of a header, as rows that cannot be read leave it. */
function withGaps(header: string, isGone: () => boolean): string {
  const leave = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      const areObjects = value.length > 0 && value.every((entry) => typeof entry === 'object' && entry !== null && !Array.isArray(entry));
      return areObjects ? value.map((entry) => (isGone() ? null : leave(entry))) : value;
    }
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, leave(entry)]));
  };
  return JSON.stringify(leave(JSON.parse(header)));
}

function without<Part>(parts: ReadonlyMap<number, Part>, isGone: () => boolean): Map<number, Part> {
  return new Map([...parts].filter(() => !isGone()));
}

describe('a saved world of which parts are missing', () => {
  test('whatever is missing, is recovered to a world that goes on, and can be saved and restored', () => {
    const shares = fc.record({ rows: fc.constantFrom(0, 0, 0.05, 0.3), tables: fc.constantFrom(0, 0, 0.1, 0.5), states: fc.constantFrom(0, 0, 0.1, 0.5) });
    fc.assert(
      fc.property(shares, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (share, chances) => {
        const chance = (below: number) => (): boolean => (chances.next().value as number) < below;
        const damaged: SavedWorld = {
          ...saved,
          header: withGaps(saved.header, chance(share.rows)),
          tables: without(saved.tables, chance(share.tables)),
          states: without(saved.states, chance(share.states)),
        };
        const { dataCenter, lost } = DataCenter.recover(damaged);
        const isWhole = damaged.header === saved.header && damaged.tables.size === saved.tables.size && damaged.states.size === saved.states.size;
        if (isWhole) expect(lost).toEqual([]);
        else expect(lost, 'what is missing is told of').not.toEqual([]);
        const restored = DataCenter.restore(dataCenter.save());
        expect(restored.inventory()).toEqual(DataCenter.restore(DataCenter.recover(damaged).dataCenter.save()).inventory());
        advance(restored, 2_000);
      }),
      { numRuns: 60 },
    );
  });

  function recoveredWithout(change: (header: SavedHeader) => object): readonly string[] {
    const header = JSON.parse(saved.header) as SavedHeader;
    return DataCenter.recover({ ...saved, header: JSON.stringify({ ...header, ...change(header) }) }).lost;
  }

  test('the snapshots below one that is gone hang on the one above it', () => {
    const [, , last] = (JSON.parse(saved.header) as SavedHeader).vms[0]!.snapshots;
    expect(last!.parent).toBe('snapshot-2');
    const { memory } = (JSON.parse(saved.header) as SavedHeader).vms[0]!.snapshots[1]!;
    const { dataCenter, lost } = DataCenter.recover({ ...saved, tables: new Map([...saved.tables].filter(([number]) => number !== memory)) });
    expect(lost).toEqual(['snapshot "Snapshot 2" of VM "web"']);
    const web = dataCenter.inventory().hosts.flatMap(({ vms }) => vms).find(({ name }) => name === 'web')!;
    expect(web.snapshots.map(({ id, parent }) => [id, parent])).toEqual([['snapshot-1', null], ['snapshot-3', 'snapshot-1']]);
    expect(web.state).toBe('running');
  });

  test('says what is lost of each kind', () => {
    expect(recoveredWithout(({ hosts }) => ({ hosts: [hosts[0], null] }))).toEqual(
      expect.arrayContaining(['a host', 'VM "web" with its snapshots', 'VM "kv" with its snapshots']) as string[],
    );
    expect(recoveredWithout(({ links }) => ({ links: links.map(() => null) }))).toEqual(['a link']);
    expect(recoveredWithout(({ vms }) => ({ vms: [null, vms[1]] }))).toEqual(expect.arrayContaining(['a VM']) as string[]);
    expect(recoveredWithout(({ containers }) => ({ containers: containers?.map(() => null) }))).toEqual(['a part of the containers']);
  });
});
