import { expect, test } from 'vitest';
import { parseScenario, runScenario, type WorldEvent } from '../../../src/simulator/index.ts';
import { dataCenterRows, rowsById } from '../../../src/viewmodel/datacenter/rows.ts';
import { type IntervalComparison, intervalRows, intervalsInWords } from '../../../src/viewmodel/replication/interval-trials.ts';
import { plotsOf } from '../../../src/viewmodel/replication/replication-plots.ts';
import { isReplicationRunEvent, latestReplication, type ReplicationRun } from '../../../src/viewmodel/replication/replication-run.ts';
import { checkpointRows, replicationInWords } from '../../../src/viewmodel/replication/replication-words.ts';

/** A replicated VM with clients, to which this happens after two seconds. */
function played(commands: readonly object[] = [], until = '3 s') {
  const parsed = parseScenario({
    title: 'Replicated',
    hosts: [{ name: 'alpha', memory: '1 GiB' }, { name: 'beta', memory: '1 GiB' }],
    links: [{ between: ['alpha', 'beta'], bandwidth: '100 MB/s' }],
    vms: [{ name: 'web', host: 'alpha', memory: '16 MiB', guest: { kind: 'uniform', pagesPerSecond: 2000, workingSet: '8 MiB' } }],
    commands: [
      { at: '0 s', kind: 'vm.attachClients', vm: 'web', requestsPerSecond: 200 },
      { at: '1 s', kind: 'vm.replicate', vm: 'web', to: 'beta', every: '50 ms' },
      ...commands,
    ],
    until,
  });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return runScenario(parsed.scenario).world;
}

function runOf(trace: readonly WorldEvent[]): ReplicationRun {
  const run = latestReplication(trace.filter((event) => isReplicationRunEvent(event, 'web')));
  if (run === null) throw new Error('There is a replication.');
  return run;
}

test('while it goes on: how it stands, its latest checkpoints, and plots of them', () => {
  const run = runOf(played().trace);
  expect(replicationInWords(run)).toMatch(
    /^web has a replica on beta, a checkpoint every 50\.0 ms\. The last one: \d+ pages, a pause of \d+ µs, confirmed after .+ ms\.$/,
  );
  const rows = checkpointRows(run, 3);
  expect(rows).toHaveLength(3);
  expect(rows[0]?.[0]).toBe(String(run.checkpoints.length));
  expect(plotsOf(run, 10).map(({ title, bars, line }) => [title, bars.length <= 10, line.length > 0])).toEqual([
    ['Pauses', true, false], ['Dirty pages', true, false], ['Confirmed after', true, false], ['Clients, p99', true, true],
  ]);
});

test('before the first checkpoint nothing protects the VM', () => {
  expect(replicationInWords(runOf(played([], '1.05 s').trace))).toBe('First copy: all of web goes to beta; until it is there nothing protects web.');
});

test('a lost VM: what is undone, and that nobody knows of it', () => {
  const { trace } = played([{ at: '2 s', kind: 'host.fail', host: 'alpha' }]);
  expect(replicationInWords(runOf(trace))).toMatch(
    /^web was lost on alpha: Host alpha failed\. beta took over after 151 ms at checkpoint \d+; \d+\.\d ms of web’s work, \d+ pages, is undone, and \d+ answers of that time had been held back, so nobody outside knows of it\.$/,
  );
  expect(replicationInWords(runOf(played([{ at: '2 s', kind: 'vm.failOver', vm: 'web' }]).trace))).toMatch(/^web was powered off on alpha\. beta took over/);
});

test('one that ended', () => {
  const { trace } = played([{ at: '2 s', kind: 'link.edit', between: ['alpha', 'beta'], up: false }]);
  expect(replicationInWords(runOf(trace))).toBe(
    'The replication has ended: The link between alpha and beta went down. web runs on at alpha, without a replica.',
  );
});

test('the tree shows the replica below its VM, and menus know of it', () => {
  const rows = rowsById(dataCenterRows(played().inventory()));
  expect(rows.get('vm/web')?.context).toBe('vm.running.served.replicated');
  const row = rows.get('replica/web');
  expect(row).toMatchObject({ label: 'Replica on beta', context: 'replica.protected', target: { kind: 'replica', vm: 'web' } });
  expect(row?.description).toMatch(/^checkpoint \d+ · every 50 ms$/);
  expect(row?.tooltip).toMatch(/Pauses take \| \d\.\d % of the guest’s time/);
});

test('intervals side by side, with what there is to see', () => {
  const figures = { checkpoints: 11, sentBytes: 3000, firstCopyBytes: 1000, firstCopyTime: 5, protectedTime: 1e9, pauseTime: 1e7, commitTime: 1e8, dirtyPages: 50 };
  const comparison: IntervalComparison = {
    vm: 'web', to: 'beta', duration: 5e9,
    trials: [
      { everyMilliseconds: 10, figures: { ...figures, pauseTime: 8e7 }, medianLatency: 12e6, p99Latency: 20e6 },
      { everyMilliseconds: 100, figures, medianLatency: 60e6, p99Latency: null },
    ],
  };
  expect(intervalRows(comparison)).toEqual([
    ['10 ms', '11', '8.00 %', '2 kB/s', '10.0 ms', '12.0 ms', '20.0 ms'],
    ['100 ms', '11', '1.00 %', '2 kB/s', '10.0 ms', '60.0 ms', 'none'],
  ]);
  expect(intervalsInWords(comparison)).toBe(
    'From every 10 ms to every 100 ms: the guest stands still 8.00 % against 1.00 % of its time, answers in 12.0 ms against 60.0 ms. Fewer checkpoints cost the guest less and the clients more.',
  );
});
