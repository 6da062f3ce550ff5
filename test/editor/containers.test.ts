import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CostReport, ExperimentReport, WorldEvent } from '../../src/simulator/index.ts';
import { activated, applied, done, letTimePass, pass, refused, standStillInSample } from './extension-host.ts';

function printed(events: readonly WorldEvent[]): string {
  return events.flatMap((event) => (event.kind === 'container.output' ? [event.text] : [])).join('');
}

const typed = async (text: string): Promise<string> => printed(await applied({ kind: 'container.type', container: 'box', terminal: 'test', text: `${text}\n` }));

async function page(title: string): Promise<string> {
  return (await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'virtlab-comparison', path: `/${title}.md` }))).getText();
}

suite('Containers', () => {
  setup(standStillInSample);
  suiteTeardown(letTimePass);

  test('are created, entered, looked into, stopped and deleted by commands', async () => {
    await done('container.create', { container: 'box', host: 'alpha' });
    assert.match(await refused('container.create', { container: 'box', host: 'alpha' }), /There is a container "box" already/);
    await done('container.start', { container: 'box' });
    assert.equal(await typed('hostname; echo kept > /tmp/f'), 'box\nbox:/# ');
    await typed('sleep 1; echo late');
    assert.equal(printed(await pass(2)), 'late\nbox:/# ');
    const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'virtlab-container', path: '/box/tmp/f' }));
    assert.equal(document.getText(), 'kept\n');
    const walls = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'virtlab-walls', path: '/box.md' }));
    assert.match(walls.getText(), /\| uts namespace \| What is the machine called\? \| box \| alpha \| differs \|/);
    await done('container.stop', { container: 'box' });
    assert.equal((await activated()).inventory().hosts[0]?.containers?.[0]?.state, 'stopped');
    await done('container.delete', { container: 'box' });
  });

  test('are tried beside a VM, on copies', async () => {
    const outcome = await vscode.commands.executeCommand<{ readonly report?: ExperimentReport }>('virtlab.container.experiment', { experiment: 'clock-change', host: 'alpha' });
    assert.match(await page('Another time on alpha'), /^# Another time: in a container, and in a VM/);
    assert.equal(outcome.report?.trials.length, 4);
    assert.equal((await activated()).inventory().hosts[0]?.containers, undefined);
    assert.match(await refused('container.experiment', { experiment: 'no', host: 'alpha' }), /There is no experiment "no"/);
  });

  test('are checkpointed, and restored on another host', async () => {
    await done('container.create', { container: 'box', host: 'alpha' });
    await done('container.start', { container: 'box' });
    await typed('echo kept > /tmp/f; stress --vm-bytes 1M --timeout 100 &');
    const taken = await done('container.checkpoint', { container: 'box', preDumps: 1 });
    assert.ok(taken.some(({ kind }) => kind === 'container.checkpointed'));
    const [checkpoint] = (await activated()).inventory().checkpoints ?? [];
    assert.equal(checkpoint?.name, 'box-1');
    assert.match(await refused('container.restore', { checkpoint: 'box-1' }), /There is a container "box"/);
    await done('container.delete', { container: 'box' });
    const restored = await done('container.restore', { checkpoint: 'box-1', host: 'beta' });
    assert.ok(restored.some((event) => event.kind === 'container.restored' && event.host === 'beta'));
    assert.match(await typed('cat /tmp/f'), /kept/);
    await done('container.deleteCheckpoint', { checkpoint: 'box-1', confirmed: true });
    assert.equal((await activated()).inventory().checkpoints, undefined);
    await done('container.delete', { container: 'box' });
  });

  test('have ports of their host that lead to them, which go along or say why they cannot', async () => {
    await done('container.create', { container: 'box', host: 'alpha', publish: ['8080:80'] });
    await done('container.start', { container: 'box' });
    await done('container.create', { container: 'other', host: 'beta', publish: ['8080:80'] });
    assert.match(await refused('container.create', { container: 'more', host: 'alpha', publish: ['8080:81'] }), /Port 8080 of the host is taken: publish the container's on another one/);
    assert.match(await refused('container.migrate', { container: 'box', to: 'beta', quiet: true }), /Port 8080, which leads to the container, is taken on that host/);
    await done('container.checkpoint', { container: 'box' });
    await done('container.delete', { container: 'box' });
    await done('container.restore', { checkpoint: 'box-1', host: 'beta', publish: ['9090:80'] });
    assert.deepEqual((await activated()).inventory().hosts[1]?.containers?.map(({ name, published }) => [name, published]), [['other', ['8080:80']], ['box', ['9090:80']]]);
    await done('container.deleteCheckpoint', { checkpoint: 'box-1', confirmed: true });
    for (const container of ['box', 'other']) await done('container.delete', { container });
  });

  test('have their checkpoints on the timeline, and one that is being taken is given up', async () => {
    await done('container.create', { container: 'box', host: 'alpha' });
    await done('container.start', { container: 'box' });
    await typed('stress --vm-bytes 48M --vm-keep --timeout 1000 &');
    await pass(1);
    assert.match(await refused('container.cancelCheckpoint', { container: 'box' }), /No checkpoint of container "box" is being taken/);
    // So slow that it is under way long enough to be given up.
    await applied({ kind: 'storage.edit', bytesPerSecond: 1_000_000 });
    const taking = done('container.checkpoint', { container: 'box' });
    const box = async () => (await activated()).inventory().hosts[0]?.containers?.[0];
    while ((await box())?.checkpointing === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    await done('container.cancelCheckpoint', { container: 'box' });
    assert.ok((await taking).some(({ kind }) => kind === 'container.checkpoint-cancelled'));
    assert.deepEqual([(await box())?.state, (await box())?.work], ['running', undefined]);
    await applied({ kind: 'storage.edit', bytesPerSecond: 500_000_000 });
    await done('container.checkpoint', { container: 'box', preDumps: 1, leaveRunning: true });
    assert.equal(await vscode.commands.executeCommand('virtlab.timeline.checkpoints', { container: 'box' }), 'box');
    const folder = await mkdtemp(join(tmpdir(), 'virtlab-checkpoints-'));
    const file = join(folder, 'checkpoints.json');
    await vscode.commands.executeCommand('virtlab.timeline.export', { file });
    const { runs } = JSON.parse(await readFile(file, 'utf8')) as { runs: { checkpoint: string; status: string; preDumps: number }[] };
    assert.deepEqual(runs.map(({ checkpoint, status, preDumps }) => [checkpoint, status, preDumps]), [['box-1', 'cancelled', 0], ['box-1', 'completed', 1]]);
    await rm(folder, { recursive: true });
    await done('container.deleteCheckpoint', { checkpoint: 'box-1', confirmed: true });
    await done('container.delete', { container: 'box' });
  });

  test('migrate while they run, and the timeline shows it', async () => {
    await done('container.create', { container: 'box', host: 'alpha' });
    await done('container.start', { container: 'box' });
    await typed('echo kept > /tmp/f; stress --vm-bytes 4M --vm-keep --timeout 100 &');
    const events = await done('container.migrate', { container: 'box', to: 'beta' });
    const started = events.find((event) => event.kind === 'migration.started');
    assert.equal(started?.machine, 'container');
    await done('container.cancelMigration', { container: 'box' });
    await pass(1);
    await done('container.migrate', { container: 'box', to: 'beta', quiet: true });
    assert.match(await refused('container.migrate', { container: 'box', to: 'beta', quiet: true }), /Container "box"/);
    await pass(20);
    const [, beta] = (await activated()).inventory().hosts;
    assert.deepEqual(beta?.containers?.map(({ name, state }) => `${name} ${state}`), ['box running']);
    assert.match(await typed('cat /tmp/f'), /kept/);
    await done('container.delete', { container: 'box' });
  });

  test('are compared with VMs by cost, and with jails and zones', async () => {
    const outcome = await vscode.commands.executeCommand<{ readonly costs?: CostReport }>('virtlab.container.costs', { host: 'gamma' });
    assert.equal(outcome.costs?.memory.vm, 2 ** 27);
    await done('container.systems');
    assert.match(await page('Containers and VMs on gamma'), /\| \*\*Time to start\*\* \|/);
    assert.match(await page('Containers, jails and zones'), /\| \*\*user namespace\*\* \| yes \| no \|/);
  });

  test('have a terminal with a shell', async () => {
    await done('container.create', { container: 'box', host: 'alpha', walls: 'chroot' });
    await done('container.start', { container: 'box' });
    const before = vscode.window.terminals.length;
    await done('container.shell', { container: 'box' });
    assert.equal(vscode.window.terminals.length, before + 1);
    const terminal = vscode.window.terminals.at(-1);
    assert.equal(terminal?.name, 'box');
    terminal.dispose();
    await done('container.delete', { container: 'box' });
  });

  test('have files that are written, made, renamed and deleted from the editor, with the rights of their root', async () => {
    await done('container.create', { container: 'box', host: 'alpha' });
    await done('container.start', { container: 'box' });
    const at = (path: string): vscode.Uri => vscode.Uri.from({ scheme: 'virtlab-container', path: `/box${path}` });
    const { fs } = vscode.workspace;
    await fs.createDirectory(at('/tmp/d'));
    await fs.writeFile(at('/tmp/d/f'), new TextEncoder().encode('from outside\n'));
    await fs.rename(at('/tmp/d/f'), at('/tmp/d/g'));
    assert.equal(await typed('cat /tmp/d/g'), 'from outside\nbox:/# ');
    await assert.rejects(async () => fs.writeFile(at('/proc/uptime'), new Uint8Array()), /cannot be written: Permission denied/);
    await fs.delete(at('/tmp/d'), { recursive: true });
    assert.deepEqual(await fs.readDirectory(at('/tmp')), []);
    const document = await vscode.workspace.openTextDocument(at('/etc/os-release'));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), 'MINE=1\n');
    });
    assert.equal(await document.save(), true);
    assert.match(await typed('cat /etc/os-release'), /^MINE=1\n/);
    await done('container.newFolder', { container: 'box', path: '/', name: 'made' });
    await done('container.renameFile', { container: 'box', path: '/made', to: '/moved' });
    assert.match(await typed('ls /'), /moved/);
    await done('container.deleteFile', { container: 'box', path: '/moved', confirmed: true });
    assert.match(await refused('container.deleteFile', { container: 'box', path: '/moved', confirmed: true }), /cannot be removed: No such file or directory/);
    await done('container.files', { container: 'box' });
    await done('container.closeFiles', { container: 'box' });
    await done('container.delete', { container: 'box' });
  });
});
