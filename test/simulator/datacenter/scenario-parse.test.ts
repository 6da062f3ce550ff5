import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../../src/simulator/datacenter/scenario-parse.ts';

const GIB = 2 ** 30;
const MS = 1_000_000;

/** A scenario that is right, to be spoilt in one place. */
function rightScenario() {
  return {
    seed: 7,
    hosts: [
      { name: 'alpha', memory: '4 GiB' },
      { name: 'beta', memory: '4 GiB' },
    ],
    links: [{ between: ['alpha', 'beta'], bandwidth: '1 Gbit/s', latency: '100 us' }],
    vms: [
      {
        name: 'web',
        host: 'alpha',
        memory: '1 GiB',
        zeroShare: 0.25,
        guest: { kind: 'hot-cold', pagesPerSecond: 20000, workingSet: '512 MiB', hotSet: '32 MiB', hotProbability: 0.9 },
      },
    ],
    commands: [
      { at: '2 s', kind: 'vm.migrate', vm: 'web', to: 'beta', parameters: { downtimeLimit: '50 ms', maxBandwidth: 'unlimited' } },
    ],
    until: '1.5 min',
  };
}

describe('a right scenario', () => {
  test('becomes the commands that make its world, and those that happen in it', () => {
    expect(parseScenario(rightScenario())).toEqual({
      ok: true,
      scenario: {
        seed: 7,
        setup: [
          { path: ['hosts', 0], command: { kind: 'host.add', host: 'alpha', memoryBytes: 4 * GIB } },
          { path: ['hosts', 1], command: { kind: 'host.add', host: 'beta', memoryBytes: 4 * GIB } },
          {
            path: ['links', 0],
            command: {
              kind: 'link.edit',
              between: ['alpha', 'beta'],
              bytesPerSecond: 125_000_000,
              latencyNanoseconds: 100_000,
            },
          },
          {
            path: ['vms', 0],
            command: {
              kind: 'vm.create',
              vm: 'web',
              host: 'alpha',
              memoryBytes: GIB,
              zeroShare: 0.25,
              guest: {
                kind: 'hot-cold',
                pagesPerSecond: 20000,
                workingSetPages: 131_072,
                hotPages: 8192,
                hotProbability: 0.9,
              },
            },
          },
          { path: ['vms', 0], command: { kind: 'vm.start', vm: 'web' } },
        ],
        commands: [
          {
            path: ['commands', 0],
            at: 2000 * MS,
            command: {
              kind: 'vm.migrate',
              vm: 'web',
              to: 'beta',
              parameters: { downtimeLimitMilliseconds: 50, maxBandwidthBytesPerSecond: 0 },
            },
          },
        ],
        expectations: [],
        until: 90_000 * MS,
      },
    });
  });

  test('needs no more than its hosts', () => {
    expect(parseScenario({ hosts: [] })).toEqual({
      ok: true,
      scenario: { seed: 1, setup: [], commands: [], expectations: [], until: null },
    });
  });

  test('may leave a VM switched off, and its guest idle', () => {
    const parsed = parseScenario({
      hosts: [{ name: 'alpha', memory: '1 GiB' }],
      vms: [{ name: 'spare', host: 'alpha', memory: '64 MiB', running: false }],
    });
    expect(parsed.ok && parsed.scenario.setup.map(({ command }) => command)).toEqual([
      { kind: 'host.add', host: 'alpha', memoryBytes: GIB },
      { kind: 'vm.create', vm: 'spare', host: 'alpha', memoryBytes: 64 * 2 ** 20, guest: { kind: 'idle' } },
    ]);
  });
});

type Path = readonly (string | number)[];

/** What is wrong, where the file is spoilt and by what, where that is found, and the sentence. */
const MISTAKES: readonly [string, Path, unknown, Path, string][] = [
  [
    'an unknown host',
    ['vms', 0, 'host'],
    'alhpa',
    ['vms', 0, 'host'],
    'vms[0].host names "alhpa", but no host has that name; did you mean "alpha"?',
  ],
  [
    'an unknown host in a link',
    ['links', 0, 'between', 1],
    'gamma',
    ['links', 0, 'between', 1],
    'links[0].between[1] names "gamma", but no host has that name; there are "alpha", "beta".',
  ],
  [
    'a negative bandwidth',
    ['links', 0, 'bandwidth'],
    '-1 Gbit/s',
    ['links', 0, 'bandwidth'],
    'links[0].bandwidth must not be negative: "-1 Gbit/s"; write a bandwidth with its unit, such as "1 Gbit/s", from 1 kB/s to 1000 GB/s.',
  ],
  [
    'a 10-digit memory without a unit',
    ['vms', 0, 'memory'],
    1073741824,
    ['vms', 0, 'memory'],
    'vms[0].memory has no unit: 1073741824; write a size with its unit, such as "1 GiB", from 1 MiB to 1 TiB.',
  ],
  [
    'a 10-digit memory with a unit',
    ['hosts', 0, 'memory'],
    '9999999999 MiB',
    ['hosts', 0, 'memory'],
    'hosts[0].memory is too large: "9999999999 MiB"; write a size with its unit, such as "1 GiB", from 16 MiB to 64 TiB.',
  ],
  [
    'memory that is no whole number of pages',
    ['hosts', 1, 'memory'],
    '9999999999 B',
    ['hosts', 1, 'memory'],
    'hosts[1].memory is 9999999999 bytes, which are not whole pages of 4096 bytes; round it.',
  ],
  [
    'a VM that does not fit',
    ['vms', 0, 'memory'],
    '5 GiB',
    ['vms', 0, 'memory'],
    'vms[0].memory is 5 GiB, but "alpha" has only 4 GiB free; make the VM smaller or the host larger.',
  ],
  [
    'VMs that do not fit together',
    ['vms', 1],
    { name: 'second', host: 'alpha', memory: '3.5 GiB' },
    ['vms', 1, 'memory'],
    'vms[1].memory is 3.5 GiB, but "alpha" has only 3 GiB free; make the VM smaller or the host larger.',
  ],
  [
    'two hosts of one name',
    ['hosts', 1],
    { name: 'alpha', memory: '1 GiB' },
    ['hosts', 1, 'name'],
    'hosts[1].name is "alpha", as another host is; give each its own name.',
  ],
  [
    'two VMs of one name',
    ['vms', 1],
    { name: 'web', host: 'beta', memory: '1 MiB' },
    ['vms', 1, 'name'],
    'vms[1].name is "web", as another VM is; give each its own name.',
  ],
  [
    'a name that is none',
    ['hosts', 0, 'name'],
    'al pha',
    ['hosts', 0, 'name'],
    'hosts[0].name is "al pha", but a name has 1 to 40 letters, digits, dots, dashes or underscores, and begins with a letter.',
  ],
  [
    'an unknown key',
    ['vms', 0, 'memmory'],
    '1 GiB',
    ['vms', 0, 'memmory'],
    'vms[0].memmory is not known here; did you mean "memory"?',
  ],
  ['a missing key', ['hosts', 0, 'memory'], undefined, ['hosts', 0], 'hosts[0] needs "memory"; add it.'],
  [
    'a wrong type',
    ['vms', 0, 'running'],
    'yes',
    ['vms', 0, 'running'],
    'vms[0].running must be true or false, not "yes".',
  ],
  [
    'a list that is none',
    ['hosts'],
    'alpha',
    ['hosts'],
    'hosts must be a list in brackets, not "alpha".',
  ],
  [
    'a link of a host with itself',
    ['links', 0, 'between'],
    ['alpha', 'alpha'],
    ['links', 0, 'between'],
    'links[0].between links "alpha" with itself; name two different hosts.',
  ],
  [
    'a link given twice',
    ['links', 1],
    { between: ['beta', 'alpha'], bandwidth: '1 MB/s' },
    ['links', 1, 'between'],
    'links[1].between links "beta" and "alpha" a second time; keep one of the two.',
  ],
  [
    'a command on an unknown VM',
    ['commands', 0, 'vm'],
    'wbe',
    ['commands', 0, 'vm'],
    'commands[0].vm names "wbe", but no VM has that name; did you mean "web"?',
  ],
  [
    'an unknown command',
    ['commands', 0, 'kind'],
    'vm.migrat',
    ['commands', 0, 'kind'],
    'commands[0].kind is "vm.migrat"; did you mean "vm.migrate"?',
  ],
  [
    'a time that goes back',
    ['commands', 1],
    { at: '1 s', kind: 'vm.pause', vm: 'web' },
    ['commands', 1, 'at'],
    'commands[1].at is before the command above it; put the commands in the order of time.',
  ],
  [
    'an end before the last command',
    ['until'],
    '1 s',
    ['until'],
    'until is before the last command; the world must run at least until then.',
  ],
  [
    'an unknown unit of time',
    ['until'],
    '1 day',
    ['until'],
    'until has an unknown unit: "day" is none of ns, us, µs, ms, s, min, h; write a time with its unit, such as "250 ms", from 0 s to 24 h.',
  ],
  [
    'an unknown guest',
    ['vms', 0, 'guest'],
    { kind: 'hotcold' },
    ['vms', 0, 'guest', 'kind'],
    'vms[0].guest.kind is "hotcold"; did you mean "hot-cold"?',
  ],
  [
    'a working set larger than the VM',
    ['vms', 0, 'guest', 'workingSet'],
    '2 GiB',
    ['vms', 0, 'guest', 'workingSet'],
    'vms[0].guest.workingSet ends at 2 GiB, but the VM has only 1 GiB; make it smaller.',
  ],
  [
    'a share above 1',
    ['vms', 0, 'zeroShare'],
    50,
    ['vms', 0, 'zeroShare'],
    'vms[0].zeroShare must be a number from 0 to 1, not 50.',
  ],
  [
    'a VM that is too large for real bytes',
    ['vms', 0],
    { name: 'web', host: 'alpha', memory: '2 GiB', guest: { kind: 'counter', countsPerSecond: 10 } },
    ['vms', 0],
    'The memory of a VM with a counter must be a whole number from 1.06 MiB to 1 GiB, not 2 GiB.',
  ],
  [
    'a setting of migration that there is not',
    ['commands', 0, 'parameters', 'downtime'],
    '1 s',
    ['commands', 0, 'parameters', 'downtime'],
    'commands[0].parameters.downtime is not known here; did you mean "downtimeLimit"?',
  ],
  [
    'a downtime limit in parts of a millisecond',
    ['commands', 0, 'parameters', 'downtimeLimit'],
    '1.5 ms',
    ['commands', 0, 'parameters', 'downtimeLimit'],
    'commands[0].parameters.downtimeLimit must be whole milliseconds; round it.',
  ],
  [
    'settings of migration that do not go together',
    ['commands', 0, 'parameters'],
    { throttle: true, dirtyLimit: true },
    ['commands', 0, 'parameters'],
    'commands[0].parameters are refused: Auto-converge and dirty limit do not go together: switch one of them off.',
  ],
  [
    'a maximum throttle below the first',
    ['commands', 0, 'parameters'],
    { throttle: { initialPercent: 30, maximumPercent: 25 } },
    ['commands', 0, 'parameters'],
    'commands[0].parameters are refused: The maximum throttle, 25 %, is below the first, 30 %: raise it, or lower the first.',
  ],
  [
    'a seed with a fraction',
    ['seed'],
    1.5,
    ['seed'],
    'seed must be a whole number from 0 to 9007199254740991, not 1.5.',
  ],
];

/** A copy with another value, or none, at this place. */
function withValue(whole: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  const copy = (Array.isArray(whole) ? [...(whole as unknown[])] : { ...(whole as object) }) as Record<string, unknown>;
  copy[String(step)] = withValue(copy[String(step)], rest, value);
  if (copy[String(step)] === undefined) Reflect.deleteProperty(copy, step);
  return copy;
}

describe('one mistake is said in one sentence, with its place', () => {
  test.each(MISTAKES)('%s', (_what, spoilt, value, path, message) => {
    expect(parseScenario(withValue(rightScenario(), spoilt, value))).toEqual({ ok: false, problems: [{ path, message }] });
  });

  test.each([
    [null, 'null'],
    [[], 'a list'],
    ['text', '"text"'],
    [3, '3'],
  ])('a scenario that is %j', (value, shown) => {
    expect(parseScenario(value)).toEqual({
      ok: false,
      problems: [{ path: [], message: `The scenario must be an object in braces, not ${shown}.` }],
    });
  });
});

test('all mistakes are said at once', () => {
  const parsed = parseScenario({ seed: -1, hosts: [{ name: 'alpha' }, 3], vms: [{}], extra: 0 });
  expect(parsed.ok ? [] : parsed.problems.map(({ message }) => message)).toEqual([
    'extra is not known here; there are "hosts", "$schema", "title", "description", "seed", "links", "vms", "containers", "commands", "expect", "until".',
    'seed must be a whole number from 0 to 9007199254740991, not -1.',
    'hosts[0] needs "memory"; add it.',
    'hosts[1] must be an object in braces, not 3.',
    'vms[0] needs "name"; add it.',
    'vms[0] needs "host"; add it.',
    'vms[0] needs "memory"; add it.',
  ]);
});
