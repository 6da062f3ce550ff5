import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { done, letTimePass, pass, standStillInSample } from './extension-host.ts';

suite('Timeline', () => {
  let folder: string;

  setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'virtlab-timeline-'));
    await standStillInSample();
  });

  teardown(() => rm(folder, { recursive: true }));
  suiteTeardown(letTimePass);

  /** Runs `timeline.show`; returns the migration that is shown. */
  async function shown(argument?: unknown): Promise<string | null> {
    return vscode.commands.executeCommand<string | null>('virtlab.timeline.show', argument);
  }

  /** Runs `timeline.export` into a file; returns what was written. */
  async function exported(name: string, given: object = {}): Promise<string> {
    const file = join(folder, name);
    const uri = await vscode.commands.executeCommand<vscode.Uri | undefined>('virtlab.timeline.export', { ...given, file });
    assert.equal(uri?.fsPath, vscode.Uri.file(file).fsPath);
    return readFile(file, 'utf8');
  }

  /** Runs `timeline.compare`; returns what became of each run. */
  async function compared(argument: object): Promise<readonly { label: string; ended: string }[] | undefined> {
    return vscode.commands.executeCommand('virtlab.timeline.compare', argument);
  }

  test('shows nothing at first, then the latest migration, then the one asked for', async () => {
    assert.equal(await shown(), null);
    await done('vm.migrate', { vm: 'counter', to: 'beta' });
    const [first] = [await shown()];
    await pass(5);
    await done('vm.migrate', { vm: 'web', to: 'beta' });
    const second = await shown();
    assert.notEqual(second, first);
    assert.equal(await shown({ vm: 'counter' }), first);
    assert.equal(await shown(second), second);
    await vscode.commands.executeCommand('virtlab.world.reset', { confirmed: true });
    assert.equal(await shown(), null);
  });

  test('writes a migration with its figures, its log and its events', async () => {
    await done('vm.migrate', { vm: 'web', to: 'beta' });
    await pass(30);
    const { vm, status, figures, log, events } = JSON.parse(await exported('web.json')) as {
      vm: string;
      status: string;
      figures: { downtime: number };
      log: { sentence: string }[];
      events: { kind: string; figures?: { downtime: number } }[];
    };
    assert.deepEqual([vm, status], ['web', 'completed']);
    assert.equal(events.at(-1)?.figures?.downtime, figures.downtime);
    assert.equal(log[3]?.sentence, 'Round 1 sends all memory: 262 144 pages, 1.00 GiB.');
    assert.ok(log.some(({ sentence }) => /^Pending .+ > threshold 35\.8 MiB: one more round\.$/.test(sentence)));
  });

  test('writes a table for a spreadsheet', async () => {
    await done('vm.migrate', { vm: 'web', to: 'beta' });
    await pass(30);
    const lines = (await exported('web.csv')).split('\r\n');
    assert.equal(lines[0], 'lane,name,begin_ns,end_ns,new_dirty_pages,pending_bytes,sent_bytes,cache_found_pages,cache_missed_pages,cache_overflow_pages,answers,p99_latency_ns');
    assert.ok(lines.some((line) => line.startsWith('round,1,') && line.includes(',262144,1073741824,')));
    assert.ok(lines.some((line) => line.startsWith('downtime,last copy,')));
  });

  test('writes a picture, in lines and in pixels, and a trace for viewers', async () => {
    await done('vm.migrate', { vm: 'web', to: 'beta', quiet: true });
    await pass(30);
    assert.match(await exported('web.svg'), /^<\?xml[^]*<svg[^]*web: alpha → beta, pre-copy, completed/);
    const { traceEvents } = JSON.parse(await exported('web.json', { format: 'trace' })) as { traceEvents: { name: string }[] };
    assert.ok(traceEvents.some(({ name }) => name === 'Round 1'));
    await exported('web.png');
    const png = await readFile(join(folder, 'web.png'));
    assert.deepEqual([png.subarray(1, 4).toString(), png.readUInt32BE(16)], ['PNG', 2000]);
  });

  test('saves nothing where the machine or the format is unknown', async () => {
    await done('vm.migrate', { vm: 'web', to: 'beta', quiet: true });
    for (const wrong of [{ vm: 'nobody' }, { format: 'pdf' }]) {
      const given = { ...wrong, file: join(folder, 'nothing.json') };
      assert.equal(await vscode.commands.executeCommand('virtlab.timeline.export', given), undefined);
    }
    await assert.rejects(readFile(join(folder, 'nothing.json')));
  });

  test('shows the jobs on a disk and the snapshots of a VM, and writes them to files', async () => {
    await done('disk.copy', { vm: 'kv', confirmed: true, quiet: true });
    await pass(5);
    assert.equal(await vscode.commands.executeCommand('virtlab.timeline.diskJobs', { vm: 'kv' }), 'kv');
    assert.match(await exported('jobs.svg'), /Jobs on the disk of kv[^]*Whole copy/);
    const { runs } = JSON.parse(await exported('jobs.json')) as { runs: { operation: string; status: string }[] };
    assert.deepEqual(runs.map(({ operation, status }) => [operation, status]), [['copy', 'completed']]);
    await done('vm.snapshot', { vm: 'kv', name: 'Whole' });
    assert.equal(await vscode.commands.executeCommand('virtlab.timeline.snapshots', { vm: 'kv' }), 'kv');
    assert.match(await exported('snapshots.csv'), /\r\n"Whole","copy-on-write","machine","taken",/);
  });

  test('compares migrations of the trace, and runs that are handed over', async () => {
    await done('vm.migrate', { vm: 'web', to: 'beta', quiet: true });
    await pass(30);
    await done('vm.migrate', { vm: 'web', to: 'alpha', quiet: true, parameters: { strategy: 'stop-and-copy' } });
    await pass(30);
    const rows = await compared({ migrations: ['migration-1', 'migration-2'] });
    assert.deepEqual(rows?.map(({ label, ended }) => [label, ended]), [
      ['1. alpha → beta, pre-copy', 'completed'],
      ['2. beta → alpha, stop-and-copy', 'completed'],
    ]);
    const { events } = JSON.parse(await exported('web.json', { migration: 'migration-1' })) as { events: unknown[] };
    const runs = [{ label: 'whole', events }, { label: 'half', events: events.slice(0, events.length / 2) }];
    assert.deepEqual((await compared({ vm: 'web', from: 'alpha', to: 'beta', runs }))?.map(({ label, ended }) => [label, ended]), [
      ['whole', 'completed'],
      ['half', 'broken off'],
    ]);
    // What is shown is what is saved.
    assert.match(await exported('runs.svg'), /<title>web: alpha → beta, 2 trials on copies/);
    assert.match(await exported('runs.csv'), /^run,ended,[^]*"half",broken off,/);
  });
});
