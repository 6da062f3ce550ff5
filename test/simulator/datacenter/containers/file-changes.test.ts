import { describe, expect, test } from 'vitest';
import { DataCenter } from '../../../../src/simulator/datacenter/data-center.ts';
import type { Command } from '../../../../src/simulator/datacenter/commands.ts';
import { WALL_PRESETS, type Walls } from '../../../../src/simulator/index.ts';

function begun(walls: Walls = WALL_PRESETS.full): DataCenter {
  const dataCenter = new DataCenter(7);
  applied(dataCenter, { kind: 'host.add', host: 'alpha', memoryBytes: 2 ** 34 });
  applied(dataCenter, { kind: 'container.create', container: 'box', host: 'alpha', walls });
  applied(dataCenter, { kind: 'container.start', container: 'box' });
  return dataCenter;
}

function applied(dataCenter: DataCenter, command: Command): string {
  const outcome = dataCenter.apply(command);
  if (!outcome.ok) throw new Error(outcome.refusal);
  return outcome.events.flatMap((event) => (event.kind === 'container.output' ? [event.text] : [])).join('');
}

const typed = (dataCenter: DataCenter, line: string): string => applied(dataCenter, { kind: 'container.type', container: 'box', terminal: 'one', text: `${line}\n` });

function refusalOf(dataCenter: DataCenter, command: Command): string {
  const before = dataCenter.inventory();
  const outcome = dataCenter.apply(command);
  expect(dataCenter.inventory()).toEqual(before);
  return outcome.ok ? 'done' : outcome.refusal;
}

const CONTAINER = { container: 'box' } as const;

describe('files of a container are changed from outside', () => {
  test('written, made, renamed and removed, as its processes see it, and told', () => {
    const dataCenter = begun();
    applied(dataCenter, { kind: 'container.writeFile', ...CONTAINER, path: '/tmp/a', text: 'grün\n' });
    applied(dataCenter, { kind: 'container.writeFile', ...CONTAINER, path: '/etc/os-release', bytes: [120, 10] });
    applied(dataCenter, { kind: 'container.makeDirectory', ...CONTAINER, path: '/tmp/d' });
    applied(dataCenter, { kind: 'container.renameFile', ...CONTAINER, path: '/tmp/a', to: '/tmp/d/b' });
    expect(typed(dataCenter, 'cat /tmp/d/b /etc/os-release')).toBe('grün\nx\nbox:/# ');
    expect(typed(dataCenter, 'ls -l /tmp')).toMatch(/^drwxr-xr-x .* d\n/m);
    applied(dataCenter, { kind: 'container.removeFile', ...CONTAINER, path: '/tmp/d' });
    expect(typed(dataCenter, 'ls -A /tmp')).toBe('box:/# ');
    expect(dataCenter.trace.filter(({ kind }) => kind === 'container.file-changed')).toMatchObject([
      { path: '/tmp/a', change: 'written' }, { path: '/etc/os-release', change: 'written' }, { path: '/tmp/d', change: 'made' },
      { path: '/tmp/a', change: 'renamed', to: '/tmp/d/b' }, { path: '/tmp/d', change: 'removed' },
    ]);
  });

  test('another container from the same image does not see it', () => {
    const dataCenter = begun();
    applied(dataCenter, { kind: 'container.writeFile', ...CONTAINER, path: '/etc/os-release', text: 'mine' });
    applied(dataCenter, { kind: 'container.create', container: 'other', host: 'alpha' });
    expect(dataCenter.lookIntoContainer('other', { ask: 'stat', path: '/etc/os-release' })).toMatchObject({ status: { size: 26 }, isWritable: true });
    expect(dataCenter.lookIntoContainer('box', { ask: 'stat', path: '/etc/os-release' })).toMatchObject({ status: { size: 4 }, isWritable: true });
  });

  test.each<[string, Partial<Walls>, Command, string]>([
    ['a read-only root', { readOnlyRoot: true }, { kind: 'container.writeFile', ...CONTAINER, path: '/tmp/a', text: '' },
      '/tmp/a in container "box" cannot be written: Read-only file system; write to another mount, or create the container without a read-only root.'],
    ['made-up files', {}, { kind: 'container.writeFile', ...CONTAINER, path: '/proc/uptime', text: '' },
      '/proc/uptime in container "box" cannot be written: Permission denied; root in the container has no right to it: look at its owner, its mode and the capabilities.'],
    ['a directory that is not there', {}, { kind: 'container.makeDirectory', ...CONTAINER, path: '/no/d' },
      '/no/d in container "box" cannot be made: No such file or directory; make the directory first.'],
    ['a tree of which a part cannot go', {}, { kind: 'container.removeFile', ...CONTAINER, path: '/dev' },
      '/dev in container "box" cannot be removed: Device or resource busy.'],
    ['seccomp', { seccomp: ['open', 'read'] }, { kind: 'container.makeDirectory', ...CONTAINER, path: '/d' },
      '/d in container "box" cannot be made: Operation not permitted; root in the container has no right to it: look at its owner, its mode and the capabilities.'],
    ['a path without a beginning', {}, { kind: 'container.makeDirectory', ...CONTAINER, path: 'd' }, '"d" is no path from the container\'s root: begin it with a slash.'],
    ['nothing to write', {}, { kind: 'container.writeFile', ...CONTAINER, path: '/d' }, 'The command "container.writeFile" needs either "text" or "bytes".'],
  ])('%s', (_, walls, command, refusal) => {
    expect(refusalOf(begun({ ...WALL_PRESETS.full, ...walls }), command)).toBe(refusal);
  });

  test('a tree that cannot go as a whole stays as a whole', () => {
    const dataCenter = begun();
    refusalOf(dataCenter, { kind: 'container.removeFile', ...CONTAINER, path: '/' });
    expect(typed(dataCenter, 'ls /')).toContain('bin  dev');
  });

  test('a file that finds no room stays as it was', () => {
    const dataCenter = begun();
    typed(dataCenter, 'echo kept > /tmp/f; dd if=/dev/zero of=/tmp/big bs=1M status=none');
    applied(dataCenter, { kind: 'world.advance', nanoseconds: 60_000_000_000 });
    expect(refusalOf(dataCenter, { kind: 'container.writeFile', ...CONTAINER, path: '/tmp/f', bytes: new Array<number>(2 ** 20).fill(1) })).toBe(
      '/tmp/f in container "box" cannot be written: No space left on device; remove something first.',
    );
    expect(typed(dataCenter, 'cat /tmp/f')).toBe('kept\nbox:/# ');
  });

  test('nobody changes the files of a stopped container', () => {
    const dataCenter = begun();
    applied(dataCenter, { kind: 'container.stop', ...CONTAINER });
    expect(dataCenter.lookIntoContainer('box', { ask: 'stat', path: '/tmp' })).toMatchObject({ isWritable: false });
    expect(refusalOf(dataCenter, { kind: 'container.makeDirectory', ...CONTAINER, path: '/tmp/d' })).toBe(
      'Container "box" is stopped: its files can be read, but there is nobody inside who could change them.',
    );
  });
});
