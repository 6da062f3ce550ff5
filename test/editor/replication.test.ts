import assert from 'node:assert/strict';
import type { Outcome } from '../../src/simulator/index.ts';
import type { IntervalComparison } from '../../src/viewmodel/replication/interval-trials.ts';
import { applied, done, letTimePass, pass, refused, run, standStillInSample, vm } from './extension-host.ts';

suite('Replication by command', () => {
  setup(standStillInSample);
  suiteTeardown(letTimePass);

  test('a replicated VM outlives its host, at its last checkpoint', async () => {
    await done('vm.replicate', { vm: 'web', to: 'beta', everyMilliseconds: 50 });
    await pass(15);
    const { replication } = await vm('web');
    assert.equal(replication?.status, 'protected');
    const failed = [...(await applied({ kind: 'host.fail', host: 'alpha' })), ...(await pass(1))];
    const lost = failed.find((event) => event.kind === 'replication.primary-lost');
    assert.equal(lost?.checkpoint, replication.checkpoint);
    assert.ok(failed.some((event) => event.kind === 'replication.failed-over' && event.host === 'beta'));
    const web = await vm('web');
    assert.deepEqual([web.host, web.state, web.lost], ['beta', 'running', null]);
  });

  test('going over by order, stopping, and what is refused', async () => {
    assert.match(await refused('vm.failOver', { vm: 'web' }), /not replicated/);
    await done('vm.replicate', { vm: 'web', to: 'beta', quiet: true });
    assert.match(await refused('vm.failOver', { vm: 'web' }), /no whole checkpoint yet/);
    assert.match(await refused('vm.migrate', { vm: 'web', to: 'beta' }), /stop the replication first/);
    await done('vm.stopReplication', { vm: 'web' });
    await done('vm.replicate', { vm: 'web', to: 'beta', quiet: true });
    await pass(15);
    await done('vm.failOver', { vm: 'web' });
    await pass(1);
    assert.equal((await vm('web')).host, 'beta');
  });

  test('intervals are compared on copies, and cost the guest less the wider they are', async () => {
    const outcome = (await run('vm.compareIntervals', { vm: 'web', to: 'beta', intervals: [25, 200], quiet: true })) as Outcome & {
      readonly comparison: IntervalComparison;
    };
    assert.ok(outcome.ok);
    const pauses = outcome.comparison.trials.map(({ figures }) => figures.pauseTime / figures.protectedTime);
    assert.ok((pauses[0] ?? 0) > (pauses[1] ?? 0), pauses.join(' '));
    assert.equal((await vm('web')).replication, undefined);
  });
});

suite('Multiple streams by command', () => {
  setup(standStillInSample);
  suiteTeardown(letTimePass);

  test('four connections fill a link that one cannot', async () => {
    await done('link.edit', { between: ['alpha', 'beta'], streamBandwidth: '25 MB/s' });
    await done('vm.migrate', { vm: 'counter', to: 'beta', parameters: { multifdChannels: 4 }, quiet: true });
    const events = await pass(10);
    const inStep = events.filter((event) => event.kind === 'migration.channels-in-step');
    assert.ok(inStep.length > 1);
    assert.equal(inStep.at(-1)?.channelBytes.length, 4);
    const end = events.find((event) => event.kind === 'migration.completed');
    assert.ok(end?.figures.multifdBytes);
    assert.match(await refused('vm.migrate', { vm: 'counter', to: 'alpha', parameters: { strategy: 'post-copy', multifdChannels: 4 } }), /do not go together/);
  });
});
