import assert from 'node:assert/strict';
import type { RunComparison } from '../../src/protocol/comparison.ts';
import { STOP_RULES } from '../../src/simulator/index.ts';
import { activated, done, letTimePass, refused, run, standStillInSample } from './extension-host.ts';

suite('Comparing stop rules', () => {
  setup(standStillInSample);
  suiteTeardown(letTimePass);

  test('runs one migration under every rule on copies; the data center is not touched', async () => {
    const api = await activated();
    const before = api.inventory();
    const outcome = await run('vm.compareRules', { vm: 'web', to: 'beta', quiet: true, parameters: { rounds: 2 } });
    const { comparison } = outcome as { readonly comparison?: RunComparison };
    assert.ok(comparison);
    assert.deepEqual(api.inventory(), before);
    assert.deepEqual(comparison.runs.map((each) => each.parameters.stopRule), STOP_RULES);
    assert.deepEqual([comparison.vm, comparison.from, comparison.to, comparison.leftOut], ['web', 'alpha', 'beta', []]);
    for (const { events, figures, ending } of comparison.runs) {
      assert.equal(events[0]?.kind, 'migration.started');
      assert.equal(events[0].time, comparison.startedAt);
      assert.equal(figures.downtime !== null, ending === 'completed');
    }
    assert.equal(comparison.runs.at(-1)?.rounds, 2);
  });

  test('what the data center would refuse is refused', async () => {
    assert.match(await refused('vm.compareRules', { vm: 'web', to: 'gamma' }), /no room/);
    assert.match(await refused('vm.compareRules', { vm: 'nobody', to: 'beta' }), /nobody/);
    await done('vm.migrate', { vm: 'web', to: 'beta', quiet: true });
    assert.match(await refused('vm.compareRules', { vm: 'web', to: 'beta' }), /is migrating/);
  });
});

suite('Migration settings', () => {
  setup(standStillInSample);
  suiteTeardown(async () => {
    await run('vm.migrationSettings', { parameters: { strategy: 'pre-copy', stopRule: 'qemu' } });
    await letTimePass();
  });

  test('are remembered, and taken where a migration asks for them', async () => {
    await done('vm.migrationSettings', { parameters: { strategy: 'hybrid', stopRule: 'xen-4.10' } });
    const [started] = await done('vm.migrate', { vm: 'web', to: 'beta', remembered: true, quiet: true });
    assert.ok(started?.kind === 'migration.started');
    assert.deepEqual([started.parameters.strategy, started.parameters.stopRule], ['hybrid', 'xen-4.10']);
    await done('vm.cancelMigration', { vm: 'web' });
    const [plain] = await done('vm.migrate', { vm: 'web', to: 'beta', quiet: true });
    assert.ok(plain?.kind === 'migration.started');
    assert.equal(plain.parameters.strategy, 'pre-copy');
  });
});
