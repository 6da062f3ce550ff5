import assert from 'node:assert/strict';
import type { WorldEvent } from '../../src/simulator/index.ts';
import { activated, done, letTimePass, pass, refused, standStillInSample, vm } from './extension-host.ts';

function only<Kind extends WorldEvent['kind']>(trace: readonly WorldEvent[], kind: Kind) {
  return trace.filter((event): event is Extract<WorldEvent, { kind: Kind }> => event.kind === kind);
}

async function hostUp(name: string): Promise<boolean | undefined> {
  return (await activated()).inventory().hosts.find((host) => host.name === name)?.up;
}

suite('Faults by command', () => {
  setup(standStillInSample);
  suiteTeardown(letTimePass);

  test('a hybrid migration goes over to post-copy, loses its link, and is recovered', async () => {
    const parameters = { strategy: 'hybrid', postCopyAfterRounds: 0 };
    assert.match(await refused('vm.startPostCopy', { vm: 'web' }), /not migrating/);
    await done('vm.migrate', { vm: 'web', to: 'beta', parameters, quiet: true });
    await pass(2);
    await done('vm.startPostCopy', { vm: 'web' });
    await pass(0.5);
    assert.equal((await vm('web')).host, 'beta');
    await done('link.cut', { vm: 'web' });
    await pass(1);
    assert.equal((await vm('web')).migration?.awaitsRecovery, true);
    assert.match(await refused('vm.recoverMigration', { vm: 'web' }), /link between alpha and beta is down/);
    await done('link.repair', { between: ['alpha', 'beta'] });
    await done('vm.recoverMigration', { vm: 'web' });
    const ended = only(await pass(30), 'migration.completed');
    assert.equal(ended.length, 1);
    assert.equal((await vm('web')).state, 'running');
  });

  test('a host that fails takes its VMs with it; repaired, they start anew', async () => {
    const lost = only(await done('host.fail', { host: 'alpha', confirmed: true }), 'vm.lost');
    assert.deepEqual(lost.map((event) => event.vm), ['web', 'counter']);
    assert.equal(await hostUp('alpha'), false);
    assert.equal((await vm('web')).lost, 'host alpha failed while it was there');
    assert.match(await refused('vm.start', { vm: 'web' }), /alpha/);
    await done('host.repair', { host: 'alpha' });
    await done('vm.start', { vm: 'web' });
    assert.equal((await vm('web')).lost, null);
  });

  test('a host that runs out of memory fails what is coming in, and the source runs on', async () => {
    await done('vm.migrate', { vm: 'web', to: 'beta', quiet: true });
    await pass(1);
    const failed = only(await done('host.exhaust', { host: 'beta' }), 'migration.failed');
    assert.equal(failed.length, 1);
    const web = await vm('web');
    assert.deepEqual([web.host, web.state], ['alpha', 'running']);
  });

  test('a host is drained so many at a time; what finds no room stays, with the reason', async () => {
    await done('vm.create', { vm: 'wide', host: 'alpha', memory: '2 GiB', guest: { kind: 'idle' } });
    const memory = { vm: 'filler', host: 'beta', memory: '2 GiB', guest: { kind: 'idle' } };
    await done('vm.create', memory);
    const trace = [...(await done('host.drain', { host: 'alpha', parallel: 1 })), ...(await pass(120))];
    const [started] = only(trace, 'host.drain-started');
    assert.deepEqual([started?.parallel, started?.vms], [1, ['web', 'counter', 'wide']]);
    const [ended] = only(trace, 'host.drain-ended');
    assert.deepEqual(ended?.moved, ['web', 'counter']);
    assert.deepEqual(ended?.left.map((left) => 'vm' in left && left.vm), ['wide']);
    assert.match(ended?.left[0]?.reason ?? '', /no room/);
  });
});
