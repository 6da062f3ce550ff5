import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildCli, newFolder, runCli, writeScenario } from './virtlab.ts';

/** 64 MiB, of which half is zero, over a link that needs 0.4 s for the rest; the guest writes a little. */
function scenario(extra: object = {}) {
  return {
    seed: 5,
    hosts: [
      { name: 'alpha', memory: '1 GiB' },
      { name: 'beta', memory: '1 GiB' },
    ],
    links: [{ between: ['alpha', 'beta'], bandwidth: '80 MB/s', latency: '100 us' }],
    vms: [
      {
        name: 'web',
        host: 'alpha',
        memory: '64 MiB',
        zeroShare: 0.5,
        guest: { kind: 'uniform', pagesPerSecond: 500, workingSet: '8 MiB' },
      },
    ],
    commands: [{ at: '1 s', kind: 'vm.migrate', vm: 'web', to: 'beta', parameters: { downtimeLimit: '20 ms' } }],
    ...extra,
  };
}

let folder: string;
let cli: string;

beforeAll(async () => {
  folder = await newFolder();
  cli = await buildCli(folder);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('a migration is printed as a real monitor prints it', () => {
  test('as query-migrate answers', async () => {
    const file = await writeScenario(folder, 'web.virtlab.json', scenario());
    const run = await runCli(cli, ['simulate', file, '--json']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const report = JSON.parse(run.stdout) as Record<string, unknown>;
    const number: unknown = expect.any(Number);
    expect(report).toEqual({
      vm: 'web',
      from: 'alpha',
      to: 'beta',
      status: 'completed',
      'total-time': number,
      'setup-time': number,
      downtime: number,
      ram: {
        transferred: number,
        remaining: 0,
        total: 67_108_864,
        duplicate: number,
        skipped: 0,
        normal: number,
        'normal-bytes': number,
        'dirty-pages-rate': 0,
        mbps: number,
        'dirty-sync-count': number,
        'dirty-sync-missed-zero-copy': 0,
        'postcopy-requests': 0,
        'page-size': 4096,
        'multifd-bytes': 0,
        'pages-per-second': number,
        'precopy-bytes': number,
        'downtime-bytes': number,
        'postcopy-bytes': 0,
      },
    });
    const ram = report['ram'] as Record<string, number>;
    expect(ram['transferred']).toBe(ram['normal']! * 4104 + ram['duplicate']! * 9);
    expect(ram['precopy-bytes']! + ram['downtime-bytes']!).toBe(ram['transferred']);
  });

  test('as info migrate does', async () => {
    const file = await writeScenario(folder, 'web.virtlab.json', scenario());
    const { exitCode, stdout } = await runCli(cli, ['simulate', file, '--text']);
    expect(exitCode).toBe(0);
    expect(stdout.replaceAll(/\d+(\.\d+)?/gu, 'N')).toBe(`Migration status: completed
total time: N ms
downtime: N ms
setup: N ms
transferred ram: N kbytes
throughput: N mbps
remaining ram: N kbytes
total ram: N kbytes
duplicate: N pages
skipped: N pages
normal: N pages
normal bytes: N kbytes
dirty sync count: N
page size: N kbytes
multifd bytes: N kbytes
pages-per-second: N
precopy ram: N kbytes
downtime ram: N kbytes
`);
  });

  test('each of several migrations, one line each', async () => {
    const there = { at: '1 s', kind: 'vm.migrate', vm: 'web', to: 'beta' };
    const back = { at: '10 s', kind: 'vm.migrate', vm: 'web', to: 'alpha' };
    const cancel = { at: '10.2 s', kind: 'vm.cancelMigration', vm: 'web' };
    const file = await writeScenario(folder, 'two.virtlab.json', scenario({ commands: [there, back, cancel] }));
    const run = await runCli(cli, ['simulate', file]);
    const reports = run.stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as object);
    expect(reports).toEqual([
      expect.objectContaining({ from: 'alpha', to: 'beta', status: 'completed' }),
      { vm: 'web', from: 'beta', to: 'alpha', status: 'cancelled' },
    ]);
    expect(run.exitCode).toBe(0);
  });
});

test('a background snapshot is printed as a migration to a file', async () => {
  const commands = [{ at: '1 s', kind: 'vm.snapshot', vm: 'web', name: 'filed', method: 'background' }];
  const file = await writeScenario(folder, 'background.virtlab.json', scenario({ commands, until: '3 s' }));
  const { stdout, exitCode } = await runCli(cli, ['simulate', file, '--json']);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    vm: 'web', to: 'file:filed', status: 'completed', 'setup-time': 0, downtime: 1, ram: { total: 67_108_864, remaining: 0, 'dirty-sync-count': 0 },
  });
});

describe('the trace', () => {
  test('is written to a file, one event a line, the same every time', async () => {
    const file = await writeScenario(folder, 'web.virtlab.json', scenario());
    const traces = [join(folder, 'one.jsonl'), join(folder, 'two.jsonl')];
    for (const trace of traces) await runCli(cli, ['simulate', file, '--trace', trace]);
    const [one, two] = await Promise.all(traces.map((trace) => readFile(trace, 'utf8')));
    expect(one).toBe(two);
    const events = one!.trimEnd().split('\n').map((line) => JSON.parse(line) as { sequence: number; kind: string });
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index));
    expect(events.at(-1)?.kind).toBe('migration.completed');
  });

  test('differs with another seed', async () => {
    const file = await writeScenario(folder, 'web.virtlab.json', scenario());
    const [five, six] = await Promise.all(
      ['5', '6'].map((seed) => runCli(cli, ['simulate', file, '--seed', seed, '--trace', '-'])),
    );
    expect(five!.stdout).not.toBe(six!.stdout);
  });
});

describe('a run that does not go as asked', () => {
  test('a refused command is told with its place, and the rest goes on', async () => {
    const content = scenario({ commands: [{ at: '1 s', kind: 'vm.migrate', vm: 'web', to: 'alpha' }] });
    const file = await writeScenario(folder, 'self.virtlab.json', content);
    const { exitCode, stdout, stderr } = await runCli(cli, ['simulate', 'self.virtlab.json'], { folder });
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    const lines = (await readFile(file, 'utf8')).split('\n');
    const line = lines.findIndex((each) => each.includes('"commands"')) + 2;
    expect(stderr).toMatch(new RegExp(`^self\\.virtlab\\.json:${line}:5: .+\\.\\n$`, 'u'));
  });

  test('a migration that is not over is told', async () => {
    const file = await writeScenario(folder, 'web.virtlab.json', scenario());
    const { exitCode, stdout, stderr } = await runCli(cli, ['simulate', file, '--until', '1.1 s']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'active', 'expected-downtime': 20 });
    expect(stderr).toBe(`${file}: A migration is still under way after 1.1 s; simulate longer with --until.\n`);
  });
});

test('a scenario in which nothing migrates says so', async () => {
  const file = await writeScenario(folder, 'still.virtlab.json', scenario({ commands: [] }));
  expect(await runCli(cli, ['simulate', file])).toEqual({
    exitCode: 0,
    stdout: '',
    stderr: `${file}: No VM migrated; add a command "vm.migrate" to see one.\n`,
  });
});

test('a reader that closes the pipe early is no reason to complain', async () => {
  const file = await writeScenario(folder, 'web.virtlab.json', scenario());
  const child = spawn(execPath, [cli, 'simulate', file, '--trace', '-'], { stdio: 'pipe' });
  child.stdout.destroy();
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  await once(child, 'close');
  expect(complaints).toBe('');
});

describe('checkpoints and restores of containers', () => {
  const saved = {
    hosts: [{ name: 'alpha', memory: '1 GiB' }],
    containers: [{ name: 'box', host: 'alpha' }],
    commands: [
      { at: '1 s', kind: 'container.type', container: 'box', terminal: 'main', text: 'stress --vm-bytes 4M --vm-keep --timeout 1000 &\n' },
      { at: '2 s', kind: 'container.checkpoint', container: 'box', preDumps: 1 },
      { at: '3 s', kind: 'container.delete', container: 'box' },
      { at: '3 s', kind: 'container.restore', checkpoint: 'box-1', lazyPages: true },
    ],
    expect: [{ at: '4 s', container: 'box', state: 'running', checkpoints: ['box-1'] }],
  };

  test("are printed with the figures of CRIU's stats, a line each", async () => {
    const file = await writeScenario(folder, 'saved.virtlab.json', saved);
    const run = await runCli(cli, ['simulate', file, '--json']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const number: unknown = expect.any(Number);
    expect(run.stdout.trim().split('\n').map((line) => JSON.parse(line) as unknown)).toEqual([
      { container: 'box', checkpoint: 'box-1', what: 'pre-dump', status: 'completed', frozen_time: number, pages_scanned: 1024, pages_skipped_parent: 0, pages_written: 1024 },
      { container: 'box', checkpoint: 'box-1', what: 'dump', status: 'completed', freezing_time: number, frozen_time: number, pages_scanned: 1024, pages_skipped_parent: number, pages_written: number },
      { container: 'box', checkpoint: 'box-1', what: 'restore', status: 'completed', restore_time: number, lazy_faults: number, lazy_blocked_time: number, lazy_total_time: number },
    ]);
  });

  test('as text under a line that says which it is', async () => {
    const file = await writeScenario(folder, 'given-up.virtlab.json', { ...saved, expect: [], commands: [...saved.commands.slice(0, 2), { at: '2001 ms', kind: 'container.cancelCheckpoint', container: 'box' }] });
    const run = await runCli(cli, ['simulate', file, '--text']);
    expect(run).toMatchObject({ exitCode: 0, stdout: '# dump of box, box-1: cancelled\n', stderr: '' });
  });
});
