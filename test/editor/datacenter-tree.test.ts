import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type DataCenterNode, DataCenterTree } from '../../src/extension/trees/datacenter-tree.ts';
import { activated, done, letTimePass, pass, standStillInSample, vm } from './extension-host.ts';

suite('Data center tree', () => {
  let tree: DataCenterTree;

  setup(async () => {
    await standStillInSample();
    const api = await activated();
    tree = new DataCenterTree({
      get inventory() {
        return api.inventory();
      },
      onDidChange: api.onDidChange,
      ready: () => Promise.resolve(),
    });
  });

  teardown(() => {
    tree.dispose();
  });

  suiteTeardown(letTimePass);

  /** The tree as lines, two spaces for each level. */
  async function lines(node?: DataCenterNode, indent = ''): Promise<string[]> {
    const children = await tree.getChildren(node);
    const below = await Promise.all(
      children.map(async (child) => {
        const { label, description } = tree.getTreeItem(child);
        assert.ok(typeof label === 'string' && typeof description === 'string');
        return [`${indent}${label} (${description})`, ...(await lines(child, `${indent}  `))];
      }),
    );
    return below.flat();
  }

  /** What a server says of itself. */
  async function health(name: string): Promise<string> {
    const { guestReport } = await vm(name);
    assert.equal(guestReport?.state, 'serving');
    return `${guestReport.summary} · checksum ${guestReport.checksum}`;
  }

  test('shows hosts, VMs with state, memory and activity, and the snapshot tree', async () => {
    await pass(1);
    await done('vm.snapshot', { vm: 'web', name: 'Clean' });
    await pass(1);
    await done('vm.snapshot', { vm: 'web', name: 'Configured' });
    const [clean] = (await vm('web')).snapshots;
    assert.ok(clean);
    await done('snapshot.rollback', { vm: 'web', snapshot: clean.id, confirmed: true });
    await done('vm.pause', { vm: 'counter' });
    assert.deepEqual(await lines(), [
      'alpha (2.9 GiB of 4 GiB free)',
      '  web (running · 1 GiB · 20 000 writes/s)',
      '    Clean (at 1 s)',
      '      Configured (at 2 s)',
      '      You are here (running)',
      '  counter (paused · 64 MiB)',
      'beta (4 GiB of 4 GiB free)',
      'gamma (480 MiB of 512 MiB free)',
      `  kv (running · ${await health('kv')} · 16 MiB · 50 requests/s)`,
      '    Disk (16 MiB · one image · shared)',
      `  site (running · ${await health('site')} · 16 MiB · 50 requests/s)`,
      '    Disk (16 MiB · one image · shared)',
    ]);
  });

  test('rows have what menus, icons and screen readers need', async () => {
    const [alpha] = await tree.getChildren();
    const [web] = await tree.getChildren(alpha);
    assert.ok(web);
    const item = tree.getTreeItem(web);
    assert.equal(item.id, 'vm/web');
    assert.equal(item.contextValue, 'vm.running');
    assert.equal(item.accessibilityInformation?.label, 'web, virtual machine on alpha, running · 1 GiB · 20 000 writes/s');
    assert.ok(item.iconPath instanceof vscode.ThemeIcon);
    assert.equal(item.iconPath.id, 'vm-running');
    assert.equal(tree.getParent(web), alpha);
  });

  test('elements stay the same while things change, so that selection survives', async () => {
    const [alpha] = await tree.getChildren();
    const [web] = await tree.getChildren(alpha);
    await done('vm.pause', { vm: 'web' });
    assert.equal((await tree.getChildren())[0], alpha);
    assert.equal((await tree.getChildren(alpha))[0], web);
    assert.ok(web);
    assert.equal(tree.getTreeItem(web).contextValue, 'vm.paused');
  });

  test('draws only the row that changed', async () => {
    const drawn: (readonly string[] | 'all')[] = [];
    tree.onDidChangeTreeData((nodes) => drawn.push(nodes?.map(({ id }) => id) ?? 'all'));
    await done('vm.pause', { vm: 'web' });
    assert.deepEqual(drawn, [['vm/web']]);
  });
});
