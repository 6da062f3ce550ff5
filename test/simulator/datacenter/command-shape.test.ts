import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/simulator/datacenter/commands.ts';
import { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';

const MEBIBYTE = 2 ** 20;
const create = { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: MEBIBYTE };
const link = { kind: 'link.edit', between: ['alpha', 'beta'], bytesPerSecond: 1e6 };

describe('what only looks like a command is refused, and changes nothing', () => {
  test.each<[unknown, string]>([
    [null, 'A command is an object with a kind.'],
    [undefined, 'A command is an object with a kind.'],
    [{}, 'A command is an object with a kind.'],
    [{ kind: 7 }, 'A command is an object with a kind.'],
    [{ kind: 'vm.migrat' }, 'There is no command "vm.migrat"; did you mean "vm.migrate"?'],
    [{ kind: 'toString' }, 'There is no command "toString".'],
    [{ kind: 'vm.migrate', vm: 'web' }, 'The command "vm.migrate" needs "to", which is a text.'],
    [{ kind: 'host.add', memoryBytes: 64 * MEBIBYTE }, 'The command "host.add" needs "host", which is a text.'],
    [{ kind: 'host.add', host: 3 }, 'In the command "host.add", "host" must be a text.'],
    [{ ...link, between: null }, 'In the command "link.edit", "between" must be the names of two hosts.'],
    [{ ...link, between: ['alpha'] }, 'In the command "link.edit", "between" must be the names of two hosts.'],
    [{ ...link, up: 'no' }, 'In the command "link.edit", "up" must be true or false.'],
    [
      create,
      'The command "vm.create" needs "guest", which is an object whose kind is one of idle, counter, sequential, uniform, hot-cold, zipf, phased, trace, key-value, web, scribbler.',
    ],
    [
      { ...create, guest: { kind: 'unifrom', pagesPerSecond: 1, workingSetPages: 1 } },
      'In the command "vm.create", "guest" must be an object whose kind is one of idle, counter, sequential, uniform, hot-cold, zipf, phased, trace, key-value, web, scribbler.',
    ],
    [{ kind: 'host.drain', host: 'alpha', atATime: -1 }, 'The command "host.drain" has no "atATime"; there are "host", "parallel", "parameters".'],
    [{ kind: 'host.drain', host: 'alpha', paralel: 2 }, 'The command "host.drain" has no "paralel"; did you mean "parallel"?'],
    [{ kind: 'vm.migrate', vm: 'web', to: 'beta', constructor: 1 }, 'The command "vm.migrate" has no "constructor"; there are "vm", "to", "parameters".'],
    [
      { kind: 'vm.migrate', vm: 'web', to: 'beta', parameters: { downtimeLimit: 30 } },
      'A migration has no parameter "downtimeLimit"; did you mean "downtimeLimitMilliseconds"?',
    ],
    [{ kind: 'vm.migrate', vm: 'web', to: 'beta', parameters: 3 }, 'In the command "vm.migrate", "parameters" must be an object.'],
    [
      { ...create, guest: { kind: 'idle' }, requiredCpuFeatures: 'avx2' },
      'In the command "vm.create", "requiredCpuFeatures" must be a list of texts.',
    ],
  ])('%j', (command, refusal) => {
    const world = new DataCenter(1);
    for (const host of ['alpha', 'beta']) world.apply({ kind: 'host.add', host, memoryBytes: 64 * MEBIBYTE });
    const before = world.inventory();
    expect(world.apply(command as Command)).toEqual({ ok: false, refusal });
    expect(world.inventory()).toEqual(before);
    expect(world.trace).toHaveLength(2);
  });
});

test('a part that is not given may be undefined', () => {
  const world = new DataCenter(1);
  const command = { kind: 'host.add', host: 'alpha', memoryBytes: 64 * MEBIBYTE, cpuFeatures: undefined };
  expect(world.apply(command as unknown as Command)).toMatchObject({ ok: true });
});
