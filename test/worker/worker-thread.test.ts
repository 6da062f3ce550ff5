import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Command, GIBIBYTE, LIMITS, MEBIBYTE } from '../../src/simulator/index.ts';
import { ObservedWorld, withFolder } from './fresh-world.ts';

const TWO_HOSTS: readonly Command[] = [
  { kind: 'host.add', host: 'alpha', memoryBytes: 128 * GIBIBYTE },
  { kind: 'host.add', host: 'beta', memoryBytes: 128 * GIBIBYTE },
  { kind: 'link.edit', between: ['alpha', 'beta'], bytesPerSecond: 125_000_000, latencyNanoseconds: 100_000, up: true },
];

function running(vm: string, memoryBytes: number, pagesPerSecond: number): readonly Command[] {
  const guest = { kind: 'uniform', pagesPerSecond, workingSetPages: 1024 } as const;
  return [{ kind: 'vm.create', vm, host: 'alpha', memoryBytes, guest }, { kind: 'vm.start', vm }];
}

describe("the world's worker", () => {
  test('opens an empty world, and every command is told before it is answered', async () => {
    await withFolder(async (folder) => {
      const world = new ObservedWorld(folder);
      await world.opened;
      expect(world.view).toEqual({
        inventory: { seed: 1, time: 0, hosts: [], links: [], storage: { bytesPerSecond: 500e6, freeBytes: 2 ** 44, works: true } },
        origin: { id: 'empty', title: '' },
        pristine: true,
        hasPrevious: false,
        saved: { bytes: expect.any(Number) as number, isUpToDate: true },
      });
      for (const command of TWO_HOSTS) {
        const before = world.events.length;
        const outcome = await world.apply(command);
        expect(outcome).toEqual({ ok: true, events: world.events.slice(before) });
      }
      expect(world.view.inventory.hosts.map(({ name }) => name)).toEqual(['alpha', 'beta']);
      expect(world.view.pristine).toBe(false);
      // Where saving takes long, there is one more message that it is done.
      const told = world.news.map((news) => (news.kind === 'changed' ? news.sequence : news.kind));
      expect(told).toEqual(['opened', ...told.slice(1).map((_, index) => index + 1)]);
      expect(told.length).toBeGreaterThan(TWO_HOSTS.length);
      await world.close();
      expect(world.deaths).toEqual([]);
    });
  });

  test('a refused command says why and is told to nobody', async () => {
    await withFolder(async (folder) => {
      const world = new ObservedWorld(folder);
      expect(await world.apply({ kind: 'vm.start', vm: 'web' })).toMatchObject({ ok: false });
      expect(world.news.map(({ kind }) => kind)).toEqual(['opened']);
      await world.close();
    });
  });

  test('an advance that makes no sense is refused, and no time passes', async () => {
    await withFolder(async (folder) => {
      const world = new ObservedWorld(folder);
      for (const nanoseconds of [-1, 0.5, Number.NaN, 2 ** 53]) {
        expect(await world.apply({ kind: 'world.advance', nanoseconds })).toMatchObject({ ok: false });
      }
      expect(world.view.inventory.time).toBe(0);
      await world.close();
    });
  });

  test('a world goes on where it was closed, its trace included', async () => {
    await withFolder(async (folder) => {
      const first = new ObservedWorld(folder);
      await first.applyAll([...TWO_HOSTS, ...running('web', 64 * MEBIBYTE, 1000)]);
      await first.apply({ kind: 'world.advance', nanoseconds: 1e9 });
      await first.apply({ kind: 'vm.snapshot', vm: 'web', name: 'one' });
      await first.apply({ kind: 'world.advance', nanoseconds: 1e9 });
      await first.connection.ask({ kind: 'save' });
      const { view, events } = first;
      await first.close();
      expect(await readdir(folder)).toEqual(['data-center.sqlite']);

      const second = new ObservedWorld(folder);
      await second.opened;
      expect({ ...second.view, saved: null }).toEqual({ ...view, saved: null });
      expect(second.events).toEqual(events);
      await second.close();
    });
  });

  test('a killed worker loses nothing that was answered', async () => {
    await withFolder(async (folder) => {
      const first = new ObservedWorld(folder, 1, 'me');
      await first.applyAndSave(TWO_HOSTS);
      // Patience of 0: the worker is ended before it can save.
      await first.connection.close(0);
      const second = new ObservedWorld(folder, 1, 'me');
      await second.opened;
      expect(second.view.inventory.hosts).toHaveLength(2);
      await second.close();
    });
  });

  test('a corrupt world is kept aside and told of, and a fresh one begins', async () => {
    await withFolder(async (folder) => {
      await writeFile(join(folder, 'data-center.sqlite'), 'not a world at all');
      const world = new ObservedWorld(folder);
      await world.opened;
      const aside = join(folder, 'data-center.damaged-1.sqlite');
      expect(world.notices).toEqual([{ kind: 'kept-aside', file: aside, reason: 'The database is damaged.', lost: null }]);
      expect(world.view.inventory.hosts).toEqual([]);
      await world.applyAll(TWO_HOSTS);
      await world.close();
      expect(await readFile(aside, 'utf8')).toBe('not a world at all');
      expect((await readdir(folder)).sort()).toEqual(['data-center.damaged-1.sqlite', 'data-center.sqlite']);
    });
  });

  test('a world that nobody can go on with is put by, and can be brought back', async () => {
    await withFolder(async (folder) => {
      const first = new ObservedWorld(folder, 0, 'me');
      await first.applyAndSave(TWO_HOSTS);
      await first.connection.close(0);
      const anew = new ObservedWorld(folder, 0, 'me', true);
      await anew.opened;
      expect(anew.view).toMatchObject({ pristine: true, hasPrevious: true, inventory: { hosts: [] } });
      await anew.connection.close(0);
      const again = new ObservedWorld(folder, 0, 'me');
      await again.opened;
      expect(again.view).toMatchObject({ hasPrevious: true, inventory: { hosts: [] } });
      expect(await again.connection.ask({ kind: 'bring-back' })).toEqual({ kind: 'done', saved: true });
      expect(again.view.inventory.hosts.map(({ name }) => name)).toEqual(['alpha', 'beta']);
      await again.close();
    });
  });

  test('a snapshot is done when it is answered, though time stands still', async () => {
    await withFolder(async (folder) => {
      const world = new ObservedWorld(folder);
      await world.applyAll([...TWO_HOSTS, ...running('web', 64 * MEBIBYTE, 1000)]);
      const taken = await world.apply({ kind: 'vm.snapshot', vm: 'web', name: 'one' });
      expect(taken).toMatchObject({ ok: true, events: [{ kind: 'snapshot.started' }, { kind: 'snapshot.taken', name: 'one', parent: null }] });
      const [snapshot] = world.view.inventory.hosts[0]!.vms[0]!.snapshots;
      const back = await world.apply({ kind: 'snapshot.rollback', vm: 'web', snapshot: snapshot!.id });
      expect(back).toMatchObject({ ok: true, events: [{ kind: 'snapshot.rolled-back', snapshot: snapshot!.id }] });
      await world.close();
    });
  });

  test('answers at once while a VM of 64 GiB migrates in a long advance', async () => {
    await withFolder(async (folder) => {
      const world = new ObservedWorld(folder);
      await world.applyAll([...TWO_HOSTS, ...running('huge', 64 * GIBIBYTE, 500_000)]);
      await world.applyAll([{ kind: 'vm.migrate', vm: 'huge', to: 'beta' }]);
      let answered = false;
      const advanced = world.apply({ kind: 'world.advance', nanoseconds: LIMITS.advanceNanoseconds.most }).finally(() => (answered = true));
      // The migration never converges: however fast the machine is, an hour of it outlasts the pings by far.
      for (let ping = 1; ping <= 10; ping++) await world.connection.ask({ kind: 'ping' });
      await expect.poll(() => world.view.inventory.time).toBeGreaterThan(0);
      expect(world.view.inventory.hosts[0]!.vms[0]!.migration).toMatchObject({ status: 'active', phase: 'pre-copy' });
      expect(answered).toBe(false);
      const ended = expect(advanced).rejects.toThrow();
      await world.connection.close(0);
      await ended;
    });
  });

  test('a scenario takes the place of a world, which can be brought back', async () => {
    await withFolder(async (folder) => {
      const world = new ObservedWorld(folder);
      await world.applyAll(TWO_HOSTS);
      const scenario = JSON.stringify({ seed: 5, hosts: [{ name: 'lonely', memory: '1 GiB' }] });
      const origin = { id: 'lab:first/move', title: 'Move' };
      expect(await world.connection.ask({ kind: 'load', scenario, origin })).toEqual({ kind: 'done', saved: true });
      expect(world.view).toMatchObject({ origin, pristine: true, hasPrevious: true, inventory: { seed: 5 } });
      expect(await world.connection.ask({ kind: 'bring-back' })).toEqual({ kind: 'done', saved: true });
      expect(world.view).toMatchObject({ origin: { id: 'empty' }, pristine: false, hasPrevious: false });
      expect(world.view.inventory.hosts.map(({ name }) => name)).toEqual(['alpha', 'beta']);
      expect(await world.connection.ask({ kind: 'bring-back' })).toEqual({
        kind: 'failure',
        message: 'There is no previous data center to bring back.',
      });
      await world.close();
    });
  });

  test('what a scenario has in store happens at its time, also after the window was closed meanwhile', async () => {
    await withFolder(async (folder) => {
      const scenario = JSON.stringify({
        hosts: [{ name: 'lonely', memory: '1 GiB' }],
        commands: [{ at: '2 s', kind: 'host.fail', host: 'lonely' }, { at: '3 s', kind: 'host.repair', host: 'lonely' }],
        until: '5 s',
      });
      const world = new ObservedWorld(folder);
      await world.connection.ask({ kind: 'load', scenario, origin: { id: 'lab:first/fail', title: 'Fail' } });
      await world.apply({ kind: 'world.advance', nanoseconds: 2.5e9 });
      expect(world.view).toMatchObject({ pristine: true, inventory: { hosts: [{ up: false }] } });
      await world.close();
      const again = new ObservedWorld(folder);
      await again.apply({ kind: 'world.advance', nanoseconds: 1e9 });
      expect(again.events.map(({ kind, time }) => [kind, time])).toEqual([
        ['host.added', 0], ['host.failed', 2e9], ['host.repaired', 3e9],
      ]);
      await again.close();
    });
  });

  test('a bad scenario is refused and changes nothing', async () => {
    await withFolder(async (folder) => {
      const world = new ObservedWorld(folder);
      await world.applyAll(TWO_HOSTS);
      const scenario = JSON.stringify({ hosts: [{ name: 'alpha', memory: '9999999999' }] });
      const answer = await world.connection.ask({ kind: 'load', scenario, origin: { id: 'x', title: 'x' } });
      expect(answer).toMatchObject({ kind: 'failure', message: expect.stringContaining('hosts.0.memory') as string });
      expect(world.view.inventory.hosts).toHaveLength(2);
      await world.close();
    });
  });

  test('two at once on one folder: the second says that it is not saved, and leaves the file alone', async () => {
    await withFolder(async (folder) => {
      const first = new ObservedWorld(folder);
      await first.applyAll(TWO_HOSTS);
      const second = new ObservedWorld(folder);
      await second.opened;
      expect(second.notices).toEqual([{ kind: 'not-saved-here' }]);
      await second.apply({ kind: 'host.add', host: 'gamma', memoryBytes: GIBIBYTE });
      await second.close();
      await first.close();
      const third = new ObservedWorld(folder);
      await third.opened;
      expect(third.view.inventory.hosts.map(({ name }) => name)).toEqual(['alpha', 'beta']);
      await third.close();
    });
  });

  test('when it dies, open requests fail and it is told once', async () => {
    await withFolder(async (folder) => {
      const world = new ObservedWorld(folder);
      await world.opened;
      const nonsense = { kind: 'host.add', host: 'beta', memoryBytes: { valueOf: 0, toString: 0 } } as unknown as Command;
      await expect(world.apply(nonsense)).rejects.toThrow('The data center stopped unexpectedly');
      expect(world.deaths).toHaveLength(1);
      await expect(world.connection.ask({ kind: 'ping' })).rejects.toThrow('The data center is not running.');
    });
  });
});
