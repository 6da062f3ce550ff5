import { type Command, GIBIBYTE, MEBIBYTE, PAGE_BYTES } from '../../simulator/index.ts';

const MICROSECOND = 1_000;
const GIGABIT = 125_000_000;

/** Hosts `alpha`, `beta` and `gamma`, all linked; a busy VM `web` and a small VM `counter` on `alpha`; on `gamma` two servers with files, `kv` and `site`; all running. */
export const SAMPLE_DATA_CENTER: readonly Command[] = [
  { kind: 'host.add', host: 'alpha', memoryBytes: 4 * GIBIBYTE },
  { kind: 'host.add', host: 'beta', memoryBytes: 4 * GIBIBYTE },
  // Too small for `web`: a migration to it is refused with the reason.
  { kind: 'host.add', host: 'gamma', memoryBytes: 512 * MEBIBYTE },
  link('alpha', 'beta'),
  link('alpha', 'gamma'),
  link('beta', 'gamma'),
  {
    kind: 'vm.create',
    vm: 'web',
    host: 'alpha',
    memoryBytes: 1 * GIBIBYTE,
    guest: {
      kind: 'hot-cold',
      pagesPerSecond: 20_000,
      workingSetPages: (512 * MEBIBYTE) / PAGE_BYTES,
      hotPages: (48 * MEBIBYTE) / PAGE_BYTES,
      hotProbability: 0.9,
    },
    zeroShare: 0.25,
  },
  {
    kind: 'vm.create',
    vm: 'counter',
    host: 'alpha',
    memoryBytes: 64 * MEBIBYTE,
    guest: { kind: 'counter', countsPerSecond: 100 },
  },
  {
    kind: 'vm.create',
    vm: 'kv',
    host: 'gamma',
    memoryBytes: 16 * MEBIBYTE,
    guest: { kind: 'key-value', requestsPerSecond: 50 },
  },
  { kind: 'vm.create', vm: 'site', host: 'gamma', memoryBytes: 16 * MEBIBYTE, guest: { kind: 'web', requestsPerSecond: 50 } },
  { kind: 'vm.start', vm: 'web' },
  { kind: 'vm.start', vm: 'counter' },
  { kind: 'vm.start', vm: 'kv' },
  { kind: 'vm.start', vm: 'site' },
];

function link(one: string, other: string): Command {
  return {
    kind: 'link.edit',
    between: [one, other],
    bytesPerSecond: GIGABIT,
    latencyNanoseconds: 100 * MICROSECOND,
    up: true,
  };
}
