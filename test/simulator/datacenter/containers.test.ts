import { describe, expect, test } from 'vitest';
import { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import type { Command } from '../../../src/simulator/datacenter/commands.ts';

const SECOND = 1_000_000_000;

function begun(): DataCenter {
  const dataCenter = new DataCenter(7);
  applied(dataCenter, { kind: 'host.add', host: 'alpha', memoryBytes: 2 ** 34 });
  return dataCenter;
}

function applied(dataCenter: DataCenter, command: Command): string {
  const outcome = dataCenter.apply(command);
  if (!outcome.ok) throw new Error(outcome.refusal);
  return outcome.events.flatMap((event) => (event.kind === 'container.output' ? [event.text] : [])).join('');
}

function running(dataCenter: DataCenter, container: string, image = 'base'): void {
  applied(dataCenter, { kind: 'container.create', container, host: 'alpha', image });
  applied(dataCenter, { kind: 'container.start', container });
}

const typed = (dataCenter: DataCenter, container: string, line: string): string =>
  applied(dataCenter, { kind: 'container.type', container, terminal: 'one', text: `${line}\n` });

describe('containers of a data center', () => {
  test('have a shell, whose long work goes on with the time of the world', () => {
    const dataCenter = begun();
    running(dataCenter, 'web');
    expect(typed(dataCenter, 'web', 'hostname; id')).toBe('web\nuid=0(root) gid=0(root) groups=0(root)\nweb:/# ');
    typed(dataCenter, 'web', 'exit');
    expect(dataCenter.trace.at(-1)).toMatchObject({ kind: 'container.terminal-closed', container: 'web', terminal: 'one' });
    expect(typed(dataCenter, 'web', 'pwd')).toBe('/\nweb:/# ');
    expect(typed(dataCenter, 'web', 'sleep 2; echo done')).toBe('');
    expect(applied(dataCenter, { kind: 'world.advance', nanoseconds: SECOND })).toBe('');
    expect(applied(dataCenter, { kind: 'world.advance', nanoseconds: 2 * SECOND })).toBe('done\nweb:/# ');
    expect(typed(dataCenter, 'web', 'sleep 100')).toBe('');
    const interrupt: Command = { kind: 'container.interrupt', container: 'web', terminal: 'one' };
    expect(applied(dataCenter, interrupt)).toBe('web:/# ');
    expect(applied(dataCenter, interrupt)).toBe('web:/# ');
  });

  test('are saved and restored with their processes, files and terminals', () => {
    const dataCenter = begun();
    running(dataCenter, 'web');
    typed(dataCenter, 'web', 'cd /tmp; echo kept > f; sleep 5; echo later');
    const restored = DataCenter.restore(structuredClone(dataCenter.save()));
    expect(restored.inventory()).toEqual(dataCenter.inventory());
    for (const one of [dataCenter, restored]) {
      expect(applied(one, { kind: 'world.advance', nanoseconds: 6 * SECOND })).toBe('later\nweb:/tmp# ');
      expect(typed(one, 'web', 'cat f; ps')).toContain('kept\n');
    }
    expect(restored.trace).toEqual(dataCenter.trace);
  });

  test('stop with their first process, are deleted when stopped, and end with their host', () => {
    const dataCenter = begun();
    running(dataCenter, 'web');
    applied(dataCenter, { kind: 'container.stop', container: 'web' });
    expect(dataCenter.inventory().hosts[0]?.containers?.[0]).toMatchObject({ state: 'stopped', processes: [] });
    expect(dataCenter.apply({ kind: 'container.start', container: 'web' })).toEqual({ ok: false, refusal: 'Container "web" is stopped: only one that is created can be started.' });
    expect(dataCenter.apply({ kind: 'host.remove', host: 'alpha' })).toEqual({ ok: false, refusal: 'Host "alpha" still has containers (web): delete them before you remove it.' });
    applied(dataCenter, { kind: 'container.delete', container: 'web' });
    running(dataCenter, 'other');
    applied(dataCenter, { kind: 'host.fail', host: 'alpha' });
    expect(dataCenter.trace.slice(-2)).toMatchObject([
      { kind: 'container.stopped', container: 'other', how: 'host alpha failed' }, { kind: 'container.deleted', container: 'other' },
    ]);
    expect(dataCenter.inventory().hosts[0]?.containers).toBeUndefined();
  });

  test('share one kernel: what crashes it crashes all', () => {
    const dataCenter = begun();
    running(dataCenter, 'first');
    applied(dataCenter, { kind: 'container.create', container: 'careless', host: 'alpha', walls: 'chroot' });
    applied(dataCenter, { kind: 'container.start', container: 'careless' });
    expect(typed(dataCenter, 'first', 'echo c > /proc/sysrq-trigger')).toContain('Permission denied');
    applied(dataCenter, { kind: 'container.create', container: 'usual', host: 'alpha', walls: 'usual' });
    applied(dataCenter, { kind: 'container.start', container: 'usual' });
    expect(typed(dataCenter, 'usual', 'echo c > /proc/sysrq-trigger')).toContain('Read-only file system');
    typed(dataCenter, 'careless', 'echo c > /proc/sysrq-trigger');
    expect(dataCenter.trace.slice(-4)).toMatchObject([
      { kind: 'host.kernel-panicked', host: 'alpha', reason: 'sysrq triggered crash' },
      { kind: 'container.stopped', container: 'first' }, { kind: 'container.stopped', container: 'careless' },
      { kind: 'container.stopped', container: 'usual' },
    ]);
    expect(dataCenter.apply({ kind: 'container.start', container: 'first' })).toEqual({
      ok: false, refusal: 'The kernel of host "alpha" has crashed, and its containers with it: repair the host first.',
    });
  });

  test('take the VMs of their host along when its kernel crashes, and no others', () => {
    const dataCenter = begun();
    applied(dataCenter, { kind: 'host.add', host: 'beta', memoryBytes: 2 ** 34 });
    for (const [vm, host] of [['here', 'alpha'], ['off', 'alpha'], ['there', 'beta']] as const) {
      applied(dataCenter, { kind: 'vm.create', vm, host, memoryBytes: 2 ** 20, guest: { kind: 'idle' } });
      if (vm !== 'off') applied(dataCenter, { kind: 'vm.start', vm });
    }
    applied(dataCenter, { kind: 'container.create', container: 'careless', host: 'alpha', walls: 'chroot' });
    applied(dataCenter, { kind: 'container.start', container: 'careless' });
    typed(dataCenter, 'careless', 'echo c > /proc/sysrq-trigger');
    expect(dataCenter.trace.slice(-3)).toMatchObject([
      { kind: 'host.kernel-panicked', host: 'alpha' }, { kind: 'container.stopped', container: 'careless' },
      { kind: 'vm.lost', vm: 'here', reason: 'the kernel of host alpha crashed while it was there' },
    ]);
    const [alpha, beta] = dataCenter.inventory().hosts;
    expect(alpha).toMatchObject({ up: false, panic: 'sysrq triggered crash', vms: [{ state: 'stopped' }, { name: 'off', lost: null }], containers: [{ state: 'stopped' }] });
    expect(beta).toMatchObject({ up: true, vms: [{ state: 'running', lost: null }] });
    const restored = DataCenter.restore(structuredClone(dataCenter.save()));
    expect(restored.inventory()).toEqual(dataCenter.inventory());
    applied(restored, { kind: 'host.repair', host: 'alpha' });
    expect(restored.trace.slice(-2)).toMatchObject([{ kind: 'container.deleted', container: 'careless' }, { kind: 'host.repaired', host: 'alpha' }]);
    applied(restored, { kind: 'vm.start', vm: 'here' });
    running(restored, 'careless');
    expect(restored.inventory().hosts[0]?.panic).toBeUndefined();
  });

  test('share the memory of their host with its VMs: where it ends the largest process goes, whoever asked', () => {
    const dataCenter = begun();
    applied(dataCenter, { kind: 'vm.create', vm: 'vm', host: 'alpha', memoryBytes: 2 ** 33, guest: { kind: 'idle' } });
    for (const container of ['victim', 'hog']) {
      applied(dataCenter, { kind: 'container.create', container, host: 'alpha', walls: 'usual' });
      applied(dataCenter, { kind: 'container.start', container });
    }
    typed(dataCenter, 'victim', 'stress --vm-bytes 5G --timeout 100');
    expect(dataCenter.inventory().hosts[0]?.freeBytes).toBeLessThan(3 * 2 ** 30);
    typed(dataCenter, 'hog', 'stress --vm-bytes 2G --timeout 100 & stress --vm-bytes 2G --timeout 100');
    expect(dataCenter.trace.filter(({ kind }) => kind === 'container.out-of-memory')).toMatchObject([{ container: 'victim', process: 'stress' }]);
    expect(dataCenter.inventory().hosts[0]?.containers?.map(({ memoryBytes }) => memoryBytes)).toEqual([0, 2 ** 32]);
    expect(dataCenter.apply({ kind: 'vm.create', vm: 'more', host: 'alpha', memoryBytes: 2 ** 32, guest: { kind: 'idle' } })).toMatchObject({ ok: false });
  });

  test('are refused where their host has no memory left', () => {
    const dataCenter = new DataCenter(7);
    applied(dataCenter, { kind: 'host.add', host: 'alpha', memoryBytes: 2 ** 24 });
    applied(dataCenter, { kind: 'vm.create', vm: 'large', host: 'alpha', memoryBytes: 15 * 2 ** 20, guest: { kind: 'idle' } });
    running(dataCenter, 'one');
    running(dataCenter, 'two');
    running(dataCenter, 'three');
    expect(dataCenter.apply({ kind: 'container.create', container: 'four', host: 'alpha' })).toEqual({
      ok: false, refusal: 'Host "alpha" has no room for container "four": it needs 348160 bytes, and 4096 bytes are free.',
    });
  });

  test('show their files as their processes see them, also when they have stopped', () => {
    const dataCenter = begun();
    running(dataCenter, 'web', 'web');
    typed(dataCenter, 'web', 'echo mine > /tmp/f; rm /www/index.html');
    expect(dataCenter.lookIntoContainer('web', { ask: 'list', path: '/' })).toMatchObject({ kind: 'list', entries: expect.arrayContaining([{ name: 'www', kind: 'directory' }]) as unknown });
    expect(dataCenter.lookIntoContainer('web', { ask: 'read', path: '/tmp/f' })).toEqual({ kind: 'read', bytes: new TextEncoder().encode('mine\n') });
    applied(dataCenter, { kind: 'container.stop', container: 'web' });
    expect(dataCenter.lookIntoContainer('web', { ask: 'stat', path: '/tmp/f' })).toMatchObject({ kind: 'stat', status: { kind: 'regular', size: 5 } });
    expect(dataCenter.lookIntoContainer('web', { ask: 'stat', path: '/www/index.html' })).toEqual({ kind: 'refused', errno: 'ENOENT' });
  });

  test('are refused with a reason', () => {
    const dataCenter = begun();
    const refusal = (command: Command): string => {
      const outcome = dataCenter.apply(command);
      return outcome.ok ? '' : outcome.refusal;
    };
    expect(refusal({ kind: 'container.start', container: 'no' })).toBe('There is no container "no". There is none yet.');
    expect(refusal({ kind: 'container.create', container: 'a', host: 'alpha', image: 'no' })).toBe('There is no image "no". There are: base, web, worker.');
    expect(refusal({ kind: 'container.create', container: 'a', host: 'alpha', walls: 'no' })).toBe('There are no walls called "no". There are: full, usual, chroot, jail, zone.');
    expect(refusal({ kind: 'container.create', container: 'a', host: 'alpha', walls: { namespaces: ['x'] } as never })).toContain('"walls" must be the name of a preset');
  });

  test('that are stopped have nobody inside for a shell', () => {
    const dataCenter = begun();
    running(dataCenter, 'a');
    applied(dataCenter, { kind: 'container.stop', container: 'a' });
    expect(dataCenter.apply({ kind: 'container.type', container: 'a', terminal: 'one', text: 'ls\n' })).toEqual({
      ok: false, refusal: 'Container "a" is stopped: there is nobody inside who could run a shell.',
    });
  });

  test('a thousand of them start on a host', () => {
    const dataCenter = begun();
    for (let number = 0; number < 1000; number++) running(dataCenter, `c${number}`);
    expect(dataCenter.inventory().hosts[0]?.containers?.filter(({ state }) => state === 'running')).toHaveLength(1000);
  });
});
