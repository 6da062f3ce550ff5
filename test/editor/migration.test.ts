import assert from 'node:assert/strict';
import { activated, applied, done, letTimePass, pass, refused, run, standStillInSample, vm } from './extension-host.ts';

const GIBIBYTE = 2 ** 30;

suite('Migration by command', () => {
  setup(standStillInSample);
  suiteTeardown(letTimePass);

  test('a running VM moves, and the trace tells how', async () => {
    const started = await done('vm.migrate', { vm: 'web', to: 'beta' });
    const trace = [...started, ...(await pass(30))];
    const sequence = trace.map((event) => event.sequence);
    assert.deepEqual(sequence, sequence.map((_, index) => (sequence[0] ?? 0) + index));

    const phases = trace.flatMap((event) => (event.kind === 'migration.phase' ? [event.phase] : []));
    assert.deepEqual(phases, ['setup', 'pre-copy', 'stop-and-copy', 'resume']);
    const rounds = trace.flatMap((event) => (event.kind === 'migration.round' ? [event.round] : []));
    assert.ok(rounds.length > 2, `rounds: ${rounds.join(' ')}`);
    const end = trace.find((event) => event.kind === 'migration.completed');
    assert.ok(end);
    const { downtime } = end.figures;
    assert.ok(downtime !== null && downtime > 0 && downtime < 1e9, String(downtime));
    const { stop, lastCopy, deviceState, resume } = end.downtimeBreakdown;
    assert.equal(stop + lastCopy + deviceState + resume, downtime);

    const web = await vm('web');
    assert.equal(web.host, 'beta');
    assert.equal(web.state, 'running');
    assert.equal(web.migration?.status, 'completed');
  });

  test('a cancelled migration leaves the VM where it was, running', async () => {
    await done('vm.migrate', { vm: 'web', to: 'beta' });
    await pass(3);
    await done('vm.cancelMigration', { vm: 'web' });
    await pass(1);
    const web = await vm('web');
    assert.equal(web.host, 'alpha');
    assert.equal(web.state, 'running');
    assert.equal(web.migration?.status, 'cancelled');
    const beta = (await activated()).inventory().hosts.find(({ name }) => name === 'beta');
    assert.equal(beta?.freeBytes, 4 * GIBIBYTE);
  });

  test('a cut link fails the migration, and the VM runs on', async () => {
    await done('vm.migrate', { vm: 'web', to: 'beta' });
    await pass(3);
    const cut = [...(await done('link.edit', { between: ['alpha', 'beta'], up: false })), ...(await pass(5))];
    assert.ok(cut.some((event) => event.kind === 'migration.failed'), 'it did not fail');
    const web = await vm('web');
    assert.equal(web.host, 'alpha');
    assert.equal(web.state, 'running');
  });

  test('what cannot be done is refused with the reason, and loses nothing', async () => {
    const before = (await activated()).inventory();
    assert.match(await refused('vm.migrate', { vm: 'web', to: 'alpha' }), /alpha/);
    assert.match(await refused('vm.migrate', { vm: 'web', to: 'gamma' }), /no room.*1 GiB.*480 MiB/);
    assert.match(await refused('vm.migrate', { vm: 'web', to: 'nowhere' }), /nowhere/);
    assert.match(await refused('vm.migrate', { vm: 'nobody', to: 'beta' }), /nobody/);
    assert.deepEqual((await activated()).inventory(), before);
    await done('vm.migrate', { vm: 'web', to: 'beta' });
    assert.match(await refused('vm.migrate', { vm: 'web', to: 'beta' }), /migrating/);
  });

  test('sizes that make no sense are refused with what is allowed', async () => {
    for (const memory of ['9999999999', '9999999999 GiB', '-1 GiB', '']) {
      assert.match(await refused('vm.create', { vm: 'big', host: 'alpha', memory, guest: { kind: 'idle' } }), /from 1 MiB to 1 TiB/);
    }
    assert.match(await refused('vm.create', { vm: 'big', host: 'alpha', memory: '8 GiB', guest: { kind: 'idle' } }), /no room/);
    assert.match(await refused('host.add', { host: 'alpha', memory: '1 GiB' }), /alpha/);
  });

  test('a VM is created with a disk of its own, which moves with it, or on shared storage', async () => {
    const given = { host: 'alpha', memory: '16 MiB', guest: { kind: 'idle' } };
    await done('vm.create', { ...given, vm: 'own', disk: { bytes: '4 MiB', writesPerSecond: 10 } });
    await done('vm.create', { ...given, vm: 'shared', disk: 'shared' });
    assert.deepEqual([(await vm('own')).disk?.bytes, (await vm('shared')).disk], [4 * 1024 * 1024, undefined]);
    const events = [...(await done('vm.migrate', { vm: 'own', to: 'beta' })), ...(await pass(10))];
    const phases = events.flatMap((event) => (event.kind === 'migration.phase' ? [event.phase] : []));
    assert.equal(phases[0], 'mirror');
  });

  test('the extension host goes on while a VM of 64 GiB migrates', async () => {
    await run('world.reset', { confirmed: true });
    for (const host of ['big', 'bigger']) await done('host.add', { host, memory: '128 GiB' });
    await done('link.edit', { between: ['big', 'bigger'], bandwidth: '10 Gbit/s', latency: '100 us' });
    const guest = { kind: 'uniform', pagesPerSecond: 500_000, workingSetPages: 4_000_000 };
    await done('vm.create', { vm: 'huge', host: 'big', memory: '64 GiB', guest });
    await done('vm.migrate', { vm: 'huge', to: 'bigger', parameters: { maxBandwidthBytesPerSecond: 0 }, quiet: true });

    let ended = false;
    // The migration never converges: however fast the machine is, an hour of it outlasts the turns by far.
    const advanced = applied({ kind: 'world.advance', nanoseconds: 3600e9 }).finally(() => (ended = true));
    const api = await activated();
    for (let turn = 1; turn <= 10; turn++) {
      // A timer of this process, then a question to the worker.
      await new Promise((resolve) => setTimeout(resolve, 0));
      const answer = await api.apply({ kind: 'vm.start', vm: 'nobody' });
      assert.equal(answer.ok, false);
      assert.equal(ended, false, `the hour was over before turn ${turn}`);
    }
    assert.equal((await vm('huge')).migration?.status, 'active');
    // Another data center in the place of this one ends the advance.
    await run('world.reset', { confirmed: true });
    await advanced;
  });
});
