import { describe, expect, test } from 'vitest';
import { newCheckpointImage } from '../../src/simulator/container/checkpoint/checkpoint-image.ts';
import { dumpContainer, dumpState } from '../../src/simulator/container/checkpoint/dump.ts';
import { freezeContainer } from '../../src/simulator/container/checkpoint/freeze.ts';
import { MemoryCopy } from '../../src/simulator/container/checkpoint/memory-copy.ts';
import { containerOf } from '../../src/simulator/container/oci/lifecycle.ts';
import { WALL_PRESETS } from '../../src/simulator/container/oci/walls.ts';
import { pagesIn, writePage } from '../../src/simulator/container/process/address-space.ts';
import type { Task } from '../../src/simulator/container/process/task.ts';
import { systemCall } from '../../src/simulator/container/system-call.ts';
import type { Command } from '../../src/simulator/datacenter/commands.ts';
import { DataCenter } from '../../src/simulator/datacenter/data-center.ts';
import { STRATEGIES } from '../../src/simulator/migration/parameters.ts';
import { seeds } from '../helpers/arbitraries.ts';
import { containerWorld } from '../helpers/container-world.ts';
import fc from '../helpers/property.ts';
import { enter, newHost, pass, running } from '../simulator/container/checkpoint/bench.ts';
import { dumpsAsItWasDumped, isInOnePlace, leavesNothing, places, shown } from './checkpoint-laws.ts';
import { expectRefusalsToChangeNothing, expectToGoOnAlike, inPieces, visible } from './history-laws.ts';

const hosts = fc.constantFrom('alpha', 'beta');
const names = fc.constantFrom('one', 'two');
const advance = fc.integer({ min: 0, max: 400_000_000 }).map((nanoseconds): Command => ({ kind: 'world.advance', nanoseconds }));
const lines = fc.constantFrom(
  'echo hello > /tmp/f; cat /tmp/f', 'sleep 0.3; echo late', 'stress --vm-bytes 8M --vm-keep --vm-rate 32M --timeout 3 &', 'stress --vm-bytes 2M --timeout 0.2', 'ps',
  'mount -t tmpfs none /tmp', 'unshare -u hostname x', 'nc -l 80 &', 'echo x | nc 10.88.0.3 80', 'cat', 'cat | wc -l &', 'kill -9 1', 'dd if=/dev/zero of=/tmp/z bs=1M count=2', 'half',
);
const parameters = fc.record({ strategy: fc.constantFrom(...STRATEGIES), maxBandwidthBytesPerSecond: fc.constantFrom(0, 20e6) });
const commands: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: advance, weight: 6 },
  { arbitrary: fc.record({ kind: fc.constant('container.type' as const), container: names, terminal: fc.constantFrom('a', 'b'), text: lines.map((line) => (line === 'half' ? 'ec' : `${line}\n`)) }), weight: 6 },
  {
    arbitrary: fc.record({
      kind: fc.constant('container.checkpoint' as const), container: names, checkpoint: fc.constantFrom('first', 'second'), preDumps: fc.integer({ min: 0, max: 3 }),
      leaveRunning: fc.boolean(), tcpEstablished: fc.boolean(),
    }),
    weight: 4,
  },
  { arbitrary: fc.record({ kind: fc.constant('container.restore' as const), checkpoint: fc.constantFrom('first', 'second'), container: names, host: hosts, lazyPages: fc.boolean() }), weight: 4 },
  { arbitrary: fc.record({ kind: fc.constant('container.migrate' as const), container: names, to: hosts, parameters, tcpEstablished: fc.boolean() }), weight: 3 },
  { arbitrary: fc.record({ kind: fc.constantFrom('container.cancelMigration', 'container.cancelCheckpoint', 'container.recoverMigration', 'container.stop', 'container.delete'), container: names }).map((command): Command => command), weight: 3 },
  { arbitrary: fc.constantFrom('first', 'second').map((checkpoint): Command => ({ kind: 'container.deleteCheckpoint', checkpoint })), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constant('container.create' as const), container: names, host: hosts, publish: fc.subarray(['8080:80', '90:1/udp']) }), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constant('host.drain' as const), host: hosts, parallel: fc.constantFrom(1, 2) }), weight: 1 },
  { arbitrary: fc.boolean().map((up): Command => ({ kind: 'link.edit', between: ['alpha', 'beta'], up })), weight: 1 },
  { arbitrary: fc.boolean().map((works): Command => ({ kind: 'storage.edit', works })), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constantFrom('host.fail', 'host.repair'), host: hosts }).map((command): Command => command), weight: 1 },
);
const histories = fc.array(commands, { minLength: 1, maxLength: 30, size: 'max' });

const begun = (seed: number): DataCenter => containerWorld(seed, ['alpha', 'beta']);

function play(seed: number, history: readonly Command[]): DataCenter {
  const dataCenter = begun(seed);
  for (const command of history) {
    dataCenter.apply(command);
    for (const name of ['one', 'two']) isInOnePlace(dataCenter, name);
  }
  return dataCenter;
}

/** Whether something is under way that a save gives up. */
function isBusy(dataCenter: DataCenter): boolean {
  const ended = new Set<string>();
  for (const event of dataCenter.trace.toReversed()) {
    if (!('container' in event) && !('migration' in event)) continue;
    const key = 'migration' in event ? event.migration : event.kind.startsWith('container.restore') || event.kind === 'container.pages-fetched' ? `restore ${event.container}` : 'checkpoint' in event ? `dump ${event.container}` : '';
    const { kind } = event;
    if (/^migration\.(completed|failed|cancelled)$|checkpointed|checkpoint-(failed|cancelled)|restore-failed|pages-fetched/.test(kind) || (kind === 'container.restored' && !isLazy(dataCenter, event.sequence))) ended.add(key);
    if (/^migration\.started$|checkpoint-started|restore-started/.test(kind)) {
      if (!ended.has(key)) return true;
      ended.delete(key);
    }
  }
  return false;
}

function isLazy(dataCenter: DataCenter, sequence: number): boolean {
  const started = dataCenter.trace.findLast((event) => event.sequence < sequence && event.kind === 'container.restore-started');
  return started?.kind === 'container.restore-started' && started.lazyPages;
}

describe('any history of checkpoints, restores and migrations of containers', () => {
  test('replayed gives the same trace, byte for byte, and no container is in two places', () => {
    fc.assert(fc.property(seeds, histories, (seed, history) => {
      expect(visible(play(seed, history))).toBe(visible(play(seed, history)));
    }), { numRuns: 20 });
  });

  test('gives the same trace however the time is cut into pieces', () => {
    fc.assert(fc.property(seeds, histories, fc.double({ min: 0, max: 1, noNaN: true }), (seed, history, share) => {
      expect(visible(play(seed, inPieces(history, [share])))).toBe(visible(play(seed, history)));
    }), { numRuns: 20 });
  });

  test('a refused command changes nothing', () => {
    fc.assert(fc.property(seeds, histories, (seed, history) => {
      expectRefusalsToChangeNothing(begun(seed), history);
    }), { numRuns: 20 });
  });

  test('saved and restored at any moment when nothing is under way goes on as if nothing had been', () => {
    let idle = 0;
    fc.assert(fc.property(seeds, histories, histories, (seed, before, after) => {
      const dataCenter = play(seed, before);
      const restored = DataCenter.restore(structuredClone(dataCenter.save()));
      if (isBusy(dataCenter)) return;
      idle++;
      expectToGoOnAlike(dataCenter, restored, after);
    }), { numRuns: 30 });
    expect(idle).toBeGreaterThan(8);
  });

  test('saved while something is under way, it has failed when the world is opened, and everybody goes on', () => {
    fc.assert(fc.property(seeds, histories, (seed, history) => {
      const dataCenter = begun(seed);
      for (const command of history) {
        dataCenter.apply(command);
        if (!isBusy(dataCenter)) continue;
        const restored = DataCenter.restore(structuredClone(dataCenter.save()));
        for (const name of ['one', 'two']) {
          isInOnePlace(restored, name);
          const [place] = places(restored, name);
          if (place === undefined || place[1].state !== 'running') continue;
          expect(place[1]).not.toHaveProperty('work');
          const outcome = restored.apply({ kind: 'container.type', container: name, terminal: 'new', text: 'echo ok\n' });
          if (outcome.ok) expect(shown(outcome.events, name)).toContain('ok');
        }
      }
    }), { numRuns: 20 });
  });
});

/** Lines whose output does not depend on the time, nor on the names of the host. */
const timeless = fc.constantFrom(
  'sleep 2; echo second', 'sleep 2', 'stress --vm-bytes 6M --timeout 100000 &',
  'echo hello > /tmp/f; cat /tmp/f', 'sleep 0.5; echo late', 'X=5; echo $X', 'echo $X', 'cd /tmp; ls', 'mkdir /tmp/d; ls /tmp', 'ps', 'hostname', 'ls /proc', 'mount', 'rm /tmp/f; ls /tmp',
  'stress --vm-bytes 4M --vm-keep --vm-rate 32M --timeout 20 &', 'cat /sys/fs/cgroup/memory.current', 'unshare -u sh -c "hostname x; sleep 1; hostname"', 'seq 5 | sort -r | head -2',
  'mount -t tmpfs none /tmp; echo deep > /tmp/t; cat /tmp/t', 'nc -l 80 > /tmp/got &', 'echo through | nc 127.0.0.1 80; cat /tmp/got', 'export Y=3; env', 'ec',
);
const waits = fc.integer({ min: 0, max: 1_500_000_000 });
const steps = fc.array(fc.record({ line: timeless, wait: waits }), { minLength: 1, maxLength: 8 });

/** Takes the container away in the middle of its life, and brings it back. */
type Interruption = (dataCenter: DataCenter) => void;

function must(dataCenter: DataCenter, command: Command): void {
  const outcome = dataCenter.apply(command);
  if (!outcome.ok) throw new Error(outcome.refusal);
}

function liveThrough(seed: number, before: readonly { line: string; wait: number }[], after: readonly { line: string; wait: number }[], interruption: Interruption | null): string {
  const dataCenter = begun(seed);
  let text = '';
  const run = (command: Command): void => {
    const outcome = dataCenter.apply(command);
    if (outcome.ok) text += shown(outcome.events, 'one');
  };
  const enter = ({ line, wait }: { line: string; wait: number }): void => {
    run({ kind: 'container.type', container: 'one', terminal: 't', text: line === 'ec' ? 'ec' : `${line}\n` });
    run({ kind: 'world.advance', nanoseconds: wait });
  };
  for (const step of before) enter(step);
  const at = dataCenter.trace.length;
  interruption?.(dataCenter);
  text += shown(dataCenter.trace.slice(at), 'one');
  for (const step of after) enter(step);
  run({ kind: 'world.advance', nanoseconds: 40_000_000_000 });
  const [place] = places(dataCenter, 'one');
  const left = place?.[1].processes.map(({ inside, command }) => `${inside} ${command}`);
  // When the shell asks for the next line depends on when it was typed.
  return JSON.stringify([text.replaceAll('t: ', '').replaceAll(/one:[^ \n]*# /g, ''), left, place?.[1].memoryBytes]);
}

describe('a container that was taken away and brought back shows what one that was never touched shows', () => {
  const cases: readonly (readonly [string, Interruption])[] = [
    ...[0, 2].flatMap((preDumps) => [false, true].flatMap((lazyPages) => ['alpha', 'beta'].map((host) => [
      `checkpoint with ${preDumps} pre-dumps, restored on ${host}${lazyPages ? ' with lazy pages' : ''}`,
      (dataCenter: DataCenter): void => {
        must(dataCenter, { kind: 'container.checkpoint', container: 'one', checkpoint: 'c', preDumps, tcpEstablished: true });
        must(dataCenter, { kind: 'world.advance', nanoseconds: 1_000_000_000 });
        must(dataCenter, { kind: 'container.delete', container: 'one' });
        must(dataCenter, { kind: 'world.advance', nanoseconds: 777_777_777_777 });
        must(dataCenter, { kind: 'container.restore', checkpoint: 'c', host, lazyPages });
        must(dataCenter, { kind: 'world.advance', nanoseconds: 200_000_000 });
        isInOnePlace(dataCenter, 'one');
      },
    ] as const))),
    ...[0, 2].flatMap((preDumps) => [70_000, 3_000_000, 12_000_000].map((after) => [
      `checkpoint with ${preDumps} pre-dumps, given up after ${after / 1e6} ms`,
      (dataCenter: DataCenter): void => {
        must(dataCenter, { kind: 'storage.edit', bytesPerSecond: 1e6 });
        const { freeBytes } = dataCenter.inventory().storage;
        must(dataCenter, { kind: 'container.checkpoint', container: 'one', checkpoint: 'c', preDumps, tcpEstablished: true });
        must(dataCenter, { kind: 'world.advance', nanoseconds: after });
        must(dataCenter, { kind: 'container.cancelCheckpoint', container: 'one' });
        leavesNothing(dataCenter, 'one', freeBytes);
      },
    ] as const)),
    ...STRATEGIES.map((strategy) => [
      `migration by ${strategy}`,
      (dataCenter: DataCenter): void => {
        must(dataCenter, { kind: 'container.migrate', container: 'one', to: 'beta', parameters: { strategy }, tcpEstablished: true });
        must(dataCenter, { kind: 'world.advance', nanoseconds: 2_000_000_000 });
        expect(places(dataCenter, 'one').map(([host]) => host)).toEqual(['beta']);
      },
    ] as const),
  ];

  // All begin from the same seed, so the first one looks further.
  test.each(cases.map(([name, interruption], index) => [name, interruption, index === 0 ? 60 : 8] as const))('%s', (_, interruption, numRuns) => {
    fc.assert(fc.property(seeds, steps, steps, (seed, before, after) => {
      const untouched = liveThrough(seed, before, after, null);
      let refused = false;
      const touched = liveThrough(seed, before, after, (dataCenter) => {
        try {
          interruption(dataCenter);
        } catch (error) {
          if (!(error instanceof Error) || !/in-flight/.test(error.message)) throw error;
          refused = true;
        }
      });
      if (!refused) expect(touched).toBe(untouched);
    }), { numRuns });
  });
});

describe('whatever breaks while a container migrates', () => {
  const faults: fc.Arbitrary<Command> = fc.oneof(
    fc.constant<Command>({ kind: 'link.edit', between: ['alpha', 'beta'], up: false }),
    fc.constant<Command>({ kind: 'host.fail', host: 'beta' }),
    fc.constant<Command>({ kind: 'host.fail', host: 'alpha' }),
    fc.constant<Command>({ kind: 'container.cancelMigration', container: 'one' }),
    fc.constant<Command>({ kind: 'host.exhaust', host: 'beta' }),
    fc.constant<Command>({ kind: 'container.type', container: 'one', terminal: 't', text: 'exit\n' }),
    fc.constant<Command>({ kind: 'container.type', container: 'one', terminal: 'u', text: 'kill -9 2; stress --vm-bytes 20M --timeout 1 &\n' }),
  );

  test('before it has moved it goes on at its source unharmed, and it is never in two places', () => {
    fc.assert(fc.property(seeds, faults, parameters, fc.integer({ min: 0, max: 1_500_000_000 }), (seed, fault, given, at) => {
      const dataCenter = begun(seed);
      must(dataCenter, { kind: 'container.type', container: 'one', terminal: 't', text: 'stress --vm-bytes 24M --vm-keep --vm-rate 8M --timeout 100 &\n' });
      must(dataCenter, { kind: 'world.advance', nanoseconds: 500_000_000 });
      must(dataCenter, { kind: 'container.migrate', container: 'one', to: 'beta', parameters: given });
      must(dataCenter, { kind: 'world.advance', nanoseconds: at });
      const hasMoved = dataCenter.trace.some(({ kind }) => kind === 'container.migrated');
      dataCenter.apply(fault);
      must(dataCenter, { kind: 'world.advance', nanoseconds: 5_000_000_000 });
      isInOnePlace(dataCenter, 'one');
      const [place] = places(dataCenter, 'one');
      if (fault.kind === 'host.fail' && fault.host === (hasMoved ? 'beta' : 'alpha')) return;
      if (hasMoved && (fault.kind === 'link.edit' || fault.kind === 'host.fail')) {
        // In post-copy each side holds a part that the other lacks.
        expect(place?.[0]).toBe('beta');
        return;
      }
      expect(place?.[1].state).toBe('running');
      const outcome = dataCenter.apply({ kind: 'container.type', container: 'one', terminal: 'v', text: 'echo alive\n' });
      expect(outcome.ok && shown(outcome.events, 'one')).toContain('alive\n');
    }), { numRuns: 30 });
  });
});

describe('pre-dumps and the last dump together', () => {
  /** Something that happens to the memory of one of the processes. */
  const deeds = fc.oneof(
    fc.record({ kind: fc.constant('write' as const), process: fc.nat(), page: fc.nat(), content: fc.integer({ min: 0, max: 5 }) }),
    fc.record({ kind: fc.constant('allocate' as const), process: fc.nat(), pages: fc.integer({ min: -40, max: 80 }) }),
    fc.record({ kind: fc.constantFrom('fork', 'exit', 'exec'), process: fc.nat() }),
    fc.constant({ kind: 'pre-dump' as const }),
  );

  test('are the full dump, byte for byte', () => {
    fc.assert(fc.property(fc.array(deeds, { minLength: 1, maxLength: 80, size: 'max' }), (history) => {
      const host = newHost();
      running(host, 'c', WALL_PRESETS.usual);
      const container = containerOf(host, 'c');
      const { kernel } = host;
      const memory = new MemoryCopy();
      const tasks = (): Task[] => [...container.init.pidNamespace.tasks.values()].filter(({ state }) => state === 'running');
      for (const deed of history) {
        if (deed.kind === 'pre-dump') {
          memory.update(tasks());
          continue;
        }
        const all = tasks();
        const task = all[deed.process % all.length]!;
        if (deed.kind === 'write' && pagesIn(task) > 0) writePage(kernel, task, deed.page % pagesIn(task), deed.content);
        else if (deed.kind === 'allocate') systemCall(kernel, task, 'allocate', Math.max(deed.pages * 4096, -task.memoryBytes));
        else if (deed.kind === 'fork' && all.length < 8) systemCall(kernel, task, 'clone');
        else if (deed.kind === 'exit' && task !== container.init) systemCall(kernel, task, 'exit', 0);
        else if (deed.kind === 'exec') systemCall(kernel, task, 'execve', '/bin/pause', ['pause']);
      }
      freezeContainer(container, false);
      memory.update(tasks());
      const { facts, files } = dumpState(host, container);
      expect(newCheckpointImage(facts, files, memory.contentsOf(container.init.pidNamespace.tasks.values()))).toEqual(dumpContainer(host, container));
    }), { numRuns: 80 });
  });
});

test('whatever a container has done, it is dumped, restored and dumped as the same image', () => {
  fc.assert(fc.property(steps, fc.constantFrom('full', 'usual', 'zone'), (history, walls) => {
    const host = newHost();
    running(host, 'one', WALL_PRESETS[walls]);
    for (const { line, wait } of history) enter(host, 'one', line === 'ec' ? 'ec' : `${line}\n`, wait / 1e9);
    const elsewhere = newHost('beta');
    pass(elsewhere, 5_000_000_000);
    dumpsAsItWasDumped(host, containerOf(host, 'one'), elsewhere);
  }), { numRuns: 30 });
});
