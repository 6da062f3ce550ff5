import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import {
  COMMAND_KEYS,
  GUEST_KEYS,
  type ScenarioCommandKind,
} from '../../../src/simulator/datacenter/scenario-keys.ts';
import { PARAMETER_KEYS } from '../../../src/simulator/datacenter/scenario-parameters.ts';
import { STOP_RULES } from '../../../src/simulator/migration/parameters.ts';
import { parseScenario } from '../../../src/simulator/datacenter/scenario-parse.ts';

const schema = JSON.parse(await readFile('schemas/scenario.schema.json', 'utf8')) as object;
const fits = new Ajv({ strict: true }).compile(schema);

const values: Record<string, unknown> = {
  microsecondsPerRequest: 200,
  at: '1 s',
  host: 'alpha',
  memory: '64 MiB',
  between: ['alpha', 'beta'],
  bandwidth: '1 Gbit/s',
  streamBandwidth: '500 Mbit/s',
  latency: '100 µs',
  up: false,
  vm: 'web',
  to: 'beta',
  snapshot: 'before',
  name: 'after',
  description: 'A text.',
  method: 'full-copy',
  contents: 'machine',
  quiesce: false,
  free: '10 GiB',
  works: false,
  zeroShare: 0.5,
  running: true,
  cpuFeatures: ['avx2', 'sse4_2'],
  requiredCpuFeatures: ['avx2'],
  disk: { size: '1 MiB', writesPerSecond: 5, workingSet: '512 KiB', files: false, shared: true },
  guest: { kind: 'idle' },
  parameters: {
    strategy: 'pre-copy',
    downtimeLimit: '300 ms',
    maxBandwidth: 'unlimited',
    stopRule: 'fixed-rounds',
    rounds: 3,
    returnPath: true,
    postCopyAfterRounds: 1,
    maxPostCopyBandwidth: '10 MB/s',
    xbzrleCache: '64 MiB',
    channels: 0,
    dirtyLimit: false,
    throttle: { initialPercent: 30, incrementPercent: 20, maximumPercent: 90, tailSlow: true, triggerPercent: 60 },
  },
  pagesPerSecond: 1000,
  workingSet: '32 MiB',
  hotSet: '4 MiB',
  hotProbability: 0.9,
  firstPage: 16,
  changedWordsPerWrite: 4,
  countsPerSecond: 10,
  damage: 'wild-writes',
  files: 8,
  writesPerSecond: 20,
  exponent: 0.75,
  phases: [{ seconds: 2, pagesPerSecond: 0, workingSet: '1 MiB', firstPage: 3 }],
  intervalsPerSecond: 10,
  intervals: ['0-511 700 700', '', '3'],
  requestsPerSecond: 100,
  keys: 500,
  writeShare: 0.25,
  flushEvery: 4,
  peer: 'shop',
  requestEvery: '500 ms',
  giveUpAfter: '20 s',
  keepAlive: '10 s',
  how: 'leave',
  present: true,
  every: '100 ms',
  as: 'web-2',
  base: 'base',
  onto: 'overlay-1',
  keepTop: true,
  force: false,
  unsafe: true,
  speed: '100 MB/s',
  path: '/etc/motd',
  container: 'box',
  checkpoint: 'saved',
  preDumps: 2,
  leaveRunning: true,
  tcpEstablished: false,
  lazyPages: true,
  image: 'web',
  walls: 'usual',
  publish: ['8080:80', '5353:53/udp'],
  terminal: 'main',
  text: 'ls\n',
};

/** A scenario with one guest and one command in it. */
function scenario(guest: unknown, command: unknown): object {
  return {
    $schema: './scenario.schema.json',
    title: 'Every key',
    seed: 3,
    hosts: [
      { name: 'alpha', memory: '1 GiB' },
      { name: 'beta', memory: '1 GiB' },
    ],
    links: [{ between: ['alpha', 'beta'], bandwidth: '125 MB/s', latency: '0 s', up: true }],
    vms: [{ name: 'web', host: 'alpha', memory: '64 MiB', guest, zeroShare: 0, running: false }],
    containers: [{ name: 'box', host: 'alpha', image: 'base', walls: { preset: 'full', limits: { cpus: 0.5 } }, started: false, files: [{ path: '/d/' }, { path: '/d/f', text: 'x' }] }],
    commands: [{ at: '0 s', kind: 'container.checkpoint', container: 'box', checkpoint: 'saved' }, command],
    expect: [{ at: '1 h', container: 'box', state: 'created', host: 'alpha', checkpoints: [], memoryAtMost: '1 MiB', killedForMemory: 0, processes: 1 }],
    until: '1.5 h',
  };
}

const somePause = { at: '0 s', kind: 'vm.pause', vm: 'web' };

function withKeys(kind: string, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, key === 'kind' ? kind : values[key]]));
}

/** A host and a VM that are made must have names of their own. */
function command(kind: ScenarioCommandKind, keys: readonly string[]): Record<string, unknown> {
  const own = kind === 'host.add' ? { host: 'gamma' } : kind === 'vm.create' ? { vm: 'new' } : kind === 'container.create' ? { container: 'new' } : {};
  return { ...withKeys(kind, keys), ...own };
}

function expectBoth(document: object, verdict: boolean): void {
  const parsed = parseScenario(document);
  expect(parsed.ok ? [] : parsed.problems).toEqual(verdict ? [] : expect.anything());
  expect(parsed.ok).toBe(verdict);
  expect(fits(document), JSON.stringify(fits.errors)).toBe(verdict);
}

describe('schema and reader know the same commands', () => {
  test.each(Object.entries(COMMAND_KEYS))('%s', (name, { required, optional }) => {
    const kind = name as ScenarioCommandKind;
    expectBoth(scenario({ kind: 'idle' }, command(kind, [...required, ...optional])), true);
    expectBoth(scenario({ kind: 'idle' }, command(kind, required)), true);
    expectBoth(scenario({ kind: 'idle' }, { ...command(kind, required), extra: 1 }), false);
    for (const key of required) {
      const without = command(kind, required.filter((each) => each !== key));
      if (key in without) continue;
      expectBoth(scenario({ kind: 'idle' }, without), false);
    }
  });
});

test.each([{ channels: 4 }, { dirtyLimit: '2 MiB/s' }, { dirtyLimit: true }, { throttle: true }])('schema and reader know the setting %j', (parameters) => {
  expectBoth(scenario({ kind: 'idle' }, { at: '1 s', kind: 'vm.migrate', vm: 'web', to: 'beta', parameters }), true);
});

describe('schema and reader know the same guests', () => {
  test.each(Object.entries(GUEST_KEYS))('%s', (kind, { required, optional }) => {
    expectBoth(scenario(withKeys(kind, [...required, ...optional]), somePause), true);
    expectBoth(scenario(withKeys(kind, required), somePause), true);
    expectBoth(scenario({ ...withKeys(kind, required), extra: 1 }, somePause), false);
    for (const key of required) {
      expectBoth(scenario(withKeys(kind, required.filter((each) => each !== key)), somePause), false);
    }
  });
});

describe('schema and reader know the same containers', () => {
  const walls = {
    preset: 'usual', namespaces: ['mnt', 'net'], root: 'chroot', capabilities: ['CHOWN', 'SYS_CHROOT'], seccomp: ['reading', 'writing', 'processes'], noNewPrivileges: true,
    readOnlyRoot: false, closesHandles: true,
    limits: { cpus: 0.5, cpuWeight: 50, memory: '64 MiB', processes: 8, readBandwidth: '1 MB/s', writeBandwidth: '1 MB/s', readsPerSecond: 10, writesPerSecond: 10 },
  };
  const withWalls = (given: unknown): object => ({ hosts: [{ name: 'alpha', memory: '1 GiB' }], containers: [{ name: 'box', host: 'alpha', walls: given, publish: ['80:80'], started: false }] });

  test('with all their walls and limits, and with each left out', () => {
    expectBoth(withWalls(walls), true);
    expectBoth(withWalls({ seccomp: false }), true);
    for (const key of Object.keys(walls)) expectBoth(withWalls(Object.fromEntries(Object.entries(walls).filter(([other]) => other !== key))), true);
  });

  test.each<[string, unknown]>([
    ['an unknown wall', { moat: true }],
    ['an unknown limit', { limits: { gpus: 1 } }],
    ['a kind of namespace that there is not', { namespaces: ['disk'] }],
    ['a capability that there is not', { capabilities: ['ROOT'] }],
    ['a group of calls that there is not', { seccomp: ['mount'] }],
    ['a limit of nothing', { limits: { processes: 0 } }],
    ['a preset that there is not', 'moat'],
  ])('%s', (_, given) => {
    expectBoth(withWalls(given), false);
  });
});

test('every setting of a migration is tried above', () => {
  expect(Object.keys(values['parameters'] as object).sort()).toEqual([...PARAMETER_KEYS.optional].sort());
});

test.each(STOP_RULES)('schema and reader know the stop rule %s', (stopRule) => {
  expectBoth(scenario({ kind: 'idle' }, { at: '1 s', kind: 'vm.migrate', vm: 'web', to: 'beta', parameters: { stopRule } }), true);
});

describe('schema and reader refuse the same values', () => {
  test.each<[string, object]>([
    ['no hosts', { vms: [] }],
    ['an unknown key', { hosts: [], host: [] }],
    ['a number for a size', { hosts: [{ name: 'alpha', memory: 1073741824 }] }],
    ['an unknown unit', { hosts: [{ name: 'alpha', memory: '4 GB' }] }],
    ['a negative size', { hosts: [{ name: 'alpha', memory: '-4 GiB' }] }],
    ['a name with a space', { hosts: [{ name: 'al pha', memory: '4 GiB' }] }],
    ['a name that begins with a digit', { hosts: [{ name: '1alpha', memory: '4 GiB' }] }],
    ['a negative seed', { hosts: [], seed: -1 }],
    ['a time without a unit', { hosts: [], until: 60 }],
    ['an empty title', { hosts: [], title: '' }],
    ['an unknown command', scenario({ kind: 'idle' }, { at: '0 s', kind: 'vm.explode', vm: 'web' })],
    ['an unknown guest', scenario({ kind: 'busy' }, somePause)],
    ['a link of a host with itself', { hosts: [], links: [{ between: ['alpha', 'alpha'], bandwidth: '1 MB/s' }] }],
    ['0 pages a second', scenario({ ...withKeys('uniform', GUEST_KEYS.uniform.required), pagesPerSecond: 0 }, somePause)],
  ])('%s', (_what, document) => {
    expectBoth(document, false);
  });
});
