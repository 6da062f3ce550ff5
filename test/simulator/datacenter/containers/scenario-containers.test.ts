import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../../../src/simulator/datacenter/scenario-parse.ts';
import { runScenario } from '../../../../src/simulator/datacenter/scenario-run.ts';

const hosts = [{ name: 'alpha', memory: '4 GiB' }];
const box = { name: 'box', host: 'alpha' };

function problemsOf(scenario: object): readonly string[] {
  const parsed = parseScenario({ hosts, ...scenario });
  return parsed.ok ? [] : parsed.problems.map(({ message }) => message);
}

function disappointedIn(scenario: object): readonly string[] {
  const parsed = parseScenario({ hosts, ...scenario });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  const { disappointed, refused } = runScenario(parsed.scenario);
  expect(refused).toEqual([]);
  return disappointed.map(({ message }) => message);
}

const greedy = [
  { at: '1 s', kind: 'container.type', container: 'box', terminal: 'main', text: 'cat /etc/motd; stress --vm-bytes 64M --timeout 9\n' },
  { at: '5 s', kind: 'container.writeFile', container: 'box', path: '/tmp/f', text: 'late' },
  { at: '6 s', kind: 'container.type', container: 'box', terminal: 'main', text: 'cat /tmp/f\n' },
  { at: '7 s', kind: 'container.stop', container: 'box' },
];

const scene = {
  containers: [{ ...box, walls: { preset: 'usual', limits: { memory: '32 MiB', processes: 8 } }, files: [{ path: '/srv/' }, { path: '/etc/motd', text: 'Welcome\n' }] }],
  commands: greedy,
};

describe('containers in a scenario', () => {
  test('are there at the start, do what is in store, and are what is expected of them', () => {
    expect(disappointedIn({
      ...scene,
      expect: [
        { at: '0 s', container: 'box', state: 'running', processes: 1 },
        { at: '2 s', container: 'box', printed: 'Welcome\n', terminal: 'main', killedForMemory: 1, memoryAtMost: '32 MiB' },
        { at: '2 s', container: 'box', printed: 'Killed' },
        { at: '6 s', container: 'box', printed: 'late', processes: 2 },
        { at: '8 s', container: 'box', state: 'stopped' },
      ],
    })).toEqual([]);
  });

  const moves = {
    hosts: [...hosts, { name: 'beta', memory: '4 GiB' }],
    links: [{ between: ['alpha', 'beta'], bandwidth: '1 Gbit/s' }],
    containers: [{ ...box, publish: ['8080:80'] }],
    commands: [
      { at: '1 s', kind: 'container.type', container: 'box', terminal: 'main', text: 'cd /tmp; stress --vm-bytes 8M --vm-keep --timeout 1000 &\n' },
      { at: '2 s', kind: 'container.checkpoint', container: 'box', preDumps: 1, leaveRunning: true },
      { at: '3 s', kind: 'container.checkpoint', container: 'box', checkpoint: 'later' },
      { at: '3005 ms', kind: 'container.cancelCheckpoint', container: 'box' },
      { at: '4 s', kind: 'container.migrate', container: 'box', to: 'beta', parameters: { strategy: 'stop-and-copy' } },
      { at: '4010 ms', kind: 'container.cancelMigration', container: 'box' },
      { at: '5 s', kind: 'container.migrate', container: 'box', to: 'beta', tcpEstablished: true },
      { at: '10 s', kind: 'container.restore', checkpoint: 'box-1', container: 'again', host: 'alpha', publish: ['9090:80'], lazyPages: true },
      { at: '15 s', kind: 'container.deleteCheckpoint', checkpoint: 'box-1' },
    ],
  };

  test('are saved, moved and brought back', () => {
    expect(disappointedIn({
      ...moves,
      expect: [
        { at: '2500 ms', container: 'box', state: 'running', host: 'alpha', checkpoints: ['box-1'] },
        { at: '4500 ms', container: 'box', state: 'running', host: 'alpha', checkpoints: ['box-1'] },
        { at: '9 s', container: 'box', state: 'running', host: 'beta', memoryAtLeast: '8 MiB' },
        { at: '12 s', container: 'again', state: 'running', host: 'alpha', memoryAtLeast: '8 MiB' },
        { at: '16 s', container: 'box', checkpoints: [] },
      ],
    })).toEqual([]);
    expect(disappointedIn({
      ...moves,
      expect: [{ at: '9 s', container: 'box', host: 'alpha', checkpoints: [] }, { at: '16 s', container: 'box', checkpoints: ['box-1'] }],
    })).toEqual([
      'expect[0].host is "alpha", but container "box" is on "beta".',
      'expect[0].checkpoints is none, but of container "box" there is "box-1".',
      'expect[1].checkpoints is "box-1", but of container "box" there are none.',
    ]);
  });

  test('a run without an end goes on until they have moved', () => {
    const { commands, ...rest } = moves;
    const parsed = parseScenario({ ...rest, commands: commands.slice(0, 2) });
    expect(parsed.ok && runScenario(parsed.scenario)).toMatchObject({ unfinished: false });
    expect(parsed.ok && runScenario(parsed.scenario).world.inventory().checkpoints).toHaveLength(1);
    expect(parsed.ok && runScenario(parsed.scenario, 2_000_000_001)).toMatchObject({ unfinished: true });
  });

  test('what is otherwise than expected is said with its place', () => {
    expect(disappointedIn({
      ...scene,
      expect: [
        { at: '0 s', container: 'box', state: 'stopped', processes: 3 },
        { at: '2 s', container: 'box', printed: 'Goodbye', killedForMemory: 0 },
        { at: '3 s', container: 'box', printed: 'Welcome', terminal: 'other', memoryAtLeast: '1 GiB' },
      ],
    })).toEqual([
      'expect[0].state is "stopped", but container "box" is running.',
      'expect[0].processes is 3, but container "box" has 1.',
      'expect[1].printed is "Goodbye", which no terminal of container "box" has printed.',
      'expect[1].killedForMemory is 0, but in container "box" 1 were killed.',
      'expect[2].printed is "Welcome", which terminal "other" of container "box" has printed.',
      expect.stringMatching(/^expect\[2\]\.memoryAtLeast is 1 GiB, but container "box" has /),
    ]);
  });

  test('start only where they are to', () => {
    expect(disappointedIn({ containers: [{ ...box, started: false }], expect: [{ at: '1 s', container: 'box', state: 'created' }] })).toEqual([]);
  });
});

describe('mistakes are named with their place and the mend', () => {
  test.each<[string, object, string]>([
    ['an unknown host', { containers: [{ ...box, host: 'alpah' }] }, 'containers[0].host names "alpah", but no host has that name; did you mean "alpha"?'],
    ['the same name twice', { containers: [box, box] }, 'containers[1].name is "box", as another container is; give each its own name.'],
    ['an unknown preset', { containers: [{ ...box, walls: 'ful' }] }, 'containers[0].walls is "ful"; did you mean "full"?'],
    ['an unknown capability', { containers: [{ ...box, walls: { capabilities: ['CHOWM'] } }] }, 'containers[0].walls.capabilities[0] is "CHOWM"; did you mean "CHOWN"?'],
    ['an unknown group of calls', { containers: [{ ...box, walls: { seccomp: ['mount'] } }] }, 'containers[0].walls.seccomp[0] is "mount"; did you mean "mounts"?'],
    ['a limit without a unit', { containers: [{ ...box, walls: { limits: { memory: 64 } } }] }, 'containers[0].walls.limits.memory has no unit: 64; write a size with its unit, such as "1 GiB", from 4096 bytes to 64 TiB.'],
    ['a limit out of range', { containers: [{ ...box, walls: { limits: { writesPerSecond: 1 } } }] }, 'containers[0].walls.limits.writesPerSecond must be a whole number from 2 to 1000000, not 1.'],
    ['a text in a directory', { containers: [{ ...box, files: [{ path: '/d/', text: 'x' }] }] }, 'containers[0].files[0].text has no place in a directory; take it away, or take the slash from the end of the path.'],
    ['a file that cannot be', { containers: [{ ...box, files: [{ path: '/no/f' }] }] }, '/no/f in container "box" cannot be written: No such file or directory; make the directory first.'],
    ['pivot_root without mnt', { containers: [{ ...box, walls: { namespaces: [] } }] }, 'pivot_root would move the root of the whole host: give the container a mnt namespace, or use chroot.'],
    ['a command on no container', { containers: [box], commands: [{ at: '1 s', kind: 'container.stop', container: 'bax' }] }, 'commands[0].container names "bax", but no container has that name; did you mean "box"?'],
    ['a checkpoint that nobody takes', { containers: [box], commands: [{ at: '1 s', kind: 'container.checkpoint', container: 'box', checkpoint: 'saved' }, { at: '2 s', kind: 'container.restore', checkpoint: 'saves' }] },
      'commands[1].checkpoint names "saves", but no command above takes a checkpoint of that name; did you mean "saved"?'],
    ['a checkpoint before it is taken', { containers: [box], commands: [{ at: '1 s', kind: 'container.deleteCheckpoint', checkpoint: 'box-1' }, { at: '2 s', kind: 'container.checkpoint', container: 'box' }] },
      'commands[0].checkpoint names "box-1", but no command above takes a checkpoint of that name.'],
    ['a migration to nowhere', { containers: [box], commands: [{ at: '1 s', kind: 'container.migrate', container: 'box', to: 'beta' }] }, 'commands[0].to names "beta", but no host has that name; there is "alpha".'],
    ['too many pre-dumps', { containers: [box], commands: [{ at: '1 s', kind: 'container.checkpoint', container: 'box', preDumps: 101 }] }, 'commands[0].preDumps must be a whole number from 0 to 100, not 101.'],
    ['an expected host that there is not', { containers: [box], expect: [{ at: '1 s', container: 'box', host: 'alpah' }] }, 'expect[0].host names "alpah", but no host has that name; did you mean "alpha"?'],
    ['an expectation of no container', { containers: [box], expect: [{ at: '1 s', container: 'bax', state: 'running' }] }, 'expect[0].container names "bax", but no container has that name; did you mean "box"?'],
    ['an expectation of nothing', { containers: [box], expect: [{ at: '1 s', container: 'box' }] }, 'expect[0] expects nothing; add "state", "printed" or another.'],
    ['an expectation out of order', { containers: [box], expect: [{ at: '2 s', container: 'box', state: 'running' }, { at: '1 s', container: 'box', state: 'running' }] },
      'expect[1].at is before the expectation above it; put the expectations in the order of time.'],
    ['an expectation after the end', { containers: [box], until: '1 s', expect: [{ at: '2 s', container: 'box', state: 'running' }] },
      'until is before the last expectation; the world must run at least until then.'],
  ])('%s', (_, scenario, message) => {
    expect(problemsOf(scenario)).toEqual([message]);
  });
});
