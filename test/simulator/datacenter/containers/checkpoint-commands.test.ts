import { describe, expect, test } from 'vitest';
import type { Command } from '../../../../src/simulator/datacenter/commands.ts';
import { DataCenter } from '../../../../src/simulator/datacenter/data-center.ts';
import type { WorldEvent } from '../../../../src/simulator/datacenter/events.ts';

const SECOND = 1_000_000_000;

function done(dataCenter: DataCenter, command: Command): readonly WorldEvent[] {
  const outcome = dataCenter.apply(command);
  if (!outcome.ok) throw new Error(outcome.refusal);
  return outcome.events;
}

function pass(dataCenter: DataCenter, seconds: number): readonly WorldEvent[] {
  return done(dataCenter, { kind: 'world.advance', nanoseconds: Math.round(seconds * SECOND) });
}

/** Two linked hosts, and on the first a container whose shell has run a line. */
function begun(line: string): DataCenter {
  const dataCenter = new DataCenter(1);
  for (const host of ['alpha', 'beta']) done(dataCenter, { kind: 'host.add', host, memoryBytes: 2 ** 32 });
  done(dataCenter, { kind: 'link.edit', between: ['alpha', 'beta'] });
  done(dataCenter, { kind: 'container.create', container: 'web', host: 'alpha' });
  done(dataCenter, { kind: 'container.start', container: 'web' });
  type(dataCenter, line);
  return dataCenter;
}

function type(dataCenter: DataCenter, line: string): readonly WorldEvent[] {
  return done(dataCenter, { kind: 'container.type', container: 'web', terminal: 't', text: `${line}\n` });
}

function printed(events: readonly WorldEvent[]): string {
  return events.map((event) => (event.kind === 'container.output' ? event.text : '')).join('');
}

test('a checkpoint stops the container, and a restore goes on with it elsewhere', () => {
  const dataCenter = begun('X=7; sleep 2; echo slept $X');
  pass(dataCenter, 1);
  done(dataCenter, { kind: 'container.checkpoint', container: 'web' });
  const events = pass(dataCenter, 1);
  expect(events.map(({ kind }) => kind)).toEqual(['container.checkpoint-phase', 'container.checkpointed', 'container.terminal-closed', 'container.stopped']);
  expect(dataCenter.inventory().checkpoints).toMatchObject([{ name: 'web-1', container: 'web', host: 'alpha', processes: 3, pages: 0 }]);
  expect(dataCenter.apply({ kind: 'container.restore', checkpoint: 'web-1', host: 'beta' })).toEqual({
    ok: false, refusal: 'There is a container "web" on host "alpha" already: delete it, or restore under another name.',
  });
  done(dataCenter, { kind: 'container.delete', container: 'web' });
  pass(dataCenter, 100);
  done(dataCenter, { kind: 'container.restore', checkpoint: 'web-1', host: 'beta' });
  expect(printed(pass(dataCenter, 0.9))).toBe('');
  expect(printed(pass(dataCenter, 0.2))).toBe('slept 7\nweb:/# ');
  expect(dataCenter.inventory().hosts[1]?.containers).toMatchObject([{ name: 'web', state: 'running' }]);
});

test('pre-dumps copy memory while the container runs, and leave less for the pause', () => {
  const frozen = (preDumps: number): { readonly frozenTime: number; readonly pagesWritten: number } => {
    const dataCenter = begun('stress --vm-bytes 32M --vm-keep --vm-rate 4M --timeout 100 &');
    pass(dataCenter, 1);
    done(dataCenter, { kind: 'container.checkpoint', container: 'web', preDumps, leaveRunning: true });
    const event = pass(dataCenter, 5).find((one) => one.kind === 'container.checkpointed');
    if (event?.kind !== 'container.checkpointed') throw new Error('There is no checkpoint.');
    expect(event.pages).toBe(8192);
    return { frozenTime: event.figures.frozenTime, pagesWritten: event.figures.finalDump.pagesWritten };
  };
  const [without, once, twice] = [frozen(0), frozen(1), frozen(2)];
  expect(without.pagesWritten).toBe(8192);
  expect(once.pagesWritten).toBeLessThan(1000);
  expect(twice.pagesWritten).toBeLessThan(once.pagesWritten);
  expect(once.frozenTime).toBeLessThan(without.frozenTime / 2);
});

describe('a checkpoint that is given up', () => {
  /** A container that writes all the time, and 300 ms of a checkpoint with a pre-dump that takes longer. */
  const underWay = (options: { readonly preDumps?: number } = {}): DataCenter => {
    const dataCenter = begun('stress --vm-bytes 64M --vm-keep --vm-rate 4M --timeout 100 &');
    pass(dataCenter, 1);
    done(dataCenter, { kind: 'storage.edit', bytesPerSecond: 100e6 });
    done(dataCenter, { kind: 'container.checkpoint', container: 'web', ...options });
    pass(dataCenter, 0.3);
    return dataCenter;
  };
  const cancel: Command = { kind: 'container.cancelCheckpoint', container: 'web' };

  test.each([[0, 'dump'], [2, 'write']] as const)('with %i pre-dumps, in the phase "%s", leaves the container running and nothing behind', (preDumps, phase) => {
    const dataCenter = underWay({ preDumps });
    const { freeBytes } = begun('echo').inventory().storage;
    const [before] = dataCenter.inventory().hosts[0]?.containers ?? [];
    expect(before).toMatchObject({ work: 'checkpoint', checkpointing: { checkpoint: 'web-1', phase, round: 1, rounds: preDumps + 1 } });
    expect(before?.checkpointing?.share).toBeGreaterThan(0.1);
    expect(before?.checkpointing?.share).toBeLessThan(0.9);
    expect(done(dataCenter, cancel).map(({ kind }) => kind)).toEqual(['container.checkpoint-cancelled']);
    const { storage, checkpoints, hosts } = dataCenter.inventory();
    expect(storage.freeBytes).toBe(freeBytes);
    expect(checkpoints).toBeUndefined();
    expect(hosts[0]?.containers?.[0]).not.toHaveProperty('work');
    expect(printed(type(dataCenter, 'echo fine'))).toContain('fine');
    // Neither does its turn at the storage last: the next one is as fast as the first.
    done(dataCenter, { kind: 'container.checkpoint', container: 'web' });
    const taken = pass(dataCenter, 5).find((event) => event.kind === 'container.checkpointed');
    expect(taken?.kind === 'container.checkpointed' && taken.figures.totalTime).toBeLessThan(0.8 * SECOND);
  });

  test('cannot be given up a second time, nor after its end', () => {
    const dataCenter = underWay();
    done(dataCenter, cancel);
    const refusal = 'No checkpoint of container "web" is being taken, so there is nothing to cancel.';
    expect(dataCenter.apply(cancel)).toEqual({ ok: false, refusal });
    done(dataCenter, { kind: 'container.migrate', container: 'web', to: 'beta' });
    expect(dataCenter.apply(cancel)).toEqual({ ok: false, refusal });
  });
});

test('what a checkpoint is at is told from phase to phase', () => {
  const dataCenter = begun('stress --vm-bytes 1M --timeout 100000 &');
  pass(dataCenter, 1);
  const events = [...done(dataCenter, { kind: 'container.checkpoint', container: 'web', preDumps: 1, leaveRunning: true }), ...pass(dataCenter, 1)];
  expect(events.flatMap((event) => (event.kind === 'container.checkpoint-phase' ? [`${event.round} ${event.phase} ${event.pages}`] : []))).toEqual([
    '1 freeze 0', '1 pre-dump 0', '1 write 256', '2 freeze 0', '2 dump 0',
  ]);
  // A phase of more than a second is told of 50 ms apart, one of an hour no more than 50 times.
  for (const [bytesPerSecond, looks] of [[1_000_000, 21], [1000, 50]] as const) {
    done(dataCenter, { kind: 'storage.edit', bytesPerSecond });
    done(dataCenter, { kind: 'container.checkpoint', container: 'web', leaveRunning: true });
    const written = pass(dataCenter, 3600).flatMap((event) => (event.kind === 'container.checkpoint-progress' ? [event.pagesWritten] : []));
    expect(written.length).toBe(looks);
    expect(written).toEqual(written.toSorted((one, other) => one - other));
    expect(written.every((pages) => pages > 0 && pages < 256)).toBe(true);
  }
});

test('a restore with lazy pages runs at once and waits for what it touches', () => {
  const dataCenter = begun('stress --vm-bytes 64M --vm-keep --vm-rate 64M --timeout 100 &');
  pass(dataCenter, 1);
  done(dataCenter, { kind: 'container.checkpoint', container: 'web' });
  pass(dataCenter, 1);
  done(dataCenter, { kind: 'container.delete', container: 'web' });
  const took = (lazyPages: boolean): number => {
    const copy = DataCenter.restore(dataCenter.save());
    done(copy, { kind: 'container.restore', checkpoint: 'web-1', host: 'beta', lazyPages });
    const events = pass(copy, 5);
    if (lazyPages) {
      expect(events.find(({ kind }) => kind === 'container.pages-fetched')).toMatchObject({ container: 'web', checkpoint: 'web-1' });
      const missing = events.flatMap((event) => (event.kind === 'container.pages-progress' ? [event.missingPages] : []));
      expect(missing.length).toBeGreaterThan(40);
      expect(missing).toEqual(missing.toSorted((one, other) => other - one));
      expect(missing.every((pages) => pages > 0 && pages < 16_384)).toBe(true);
    }
    expect(copy.inventory().hosts[1]?.containers?.[0]).not.toHaveProperty('work');
    const event = events.find((one) => one.kind === 'container.restored');
    return event?.kind === 'container.restored' ? event.totalTime : Number.NaN;
  };
  expect(took(true)).toBeLessThan(took(false) / 2);
});

describe('ports of the host that lead to a container', () => {
  const published = (dataCenter: DataCenter): (readonly [string, readonly string[] | undefined])[] =>
    dataCenter.inventory().hosts.flatMap(({ name: host, containers = [] }) => containers.map(({ name, published: ports }) => [`${name} on ${host}`, ports] as const));
  const taken = 'Port 8080, which leads to the container, is taken on that host: free it there first, or choose another host.';

  /** `web` answers on port 8080 of alpha; `other` has that of beta. */
  function withPorts(): DataCenter {
    const dataCenter = begun('echo');
    done(dataCenter, { kind: 'container.stop', container: 'web' });
    done(dataCenter, { kind: 'container.delete', container: 'web' });
    done(dataCenter, { kind: 'container.create', container: 'web', host: 'alpha', publish: ['8080:80', '5353:53/udp'] });
    done(dataCenter, { kind: 'container.start', container: 'web' });
    done(dataCenter, { kind: 'container.create', container: 'other', host: 'beta', publish: ['8080:80'] });
    return dataCenter;
  }

  test('go with it when it migrates, and are free again where it was', () => {
    const dataCenter = withPorts();
    expect(dataCenter.apply({ kind: 'container.migrate', container: 'web', to: 'beta' })).toEqual({ ok: false, refusal: taken });
    done(dataCenter, { kind: 'container.stop', container: 'other' });
    done(dataCenter, { kind: 'container.delete', container: 'other' });
    type(dataCenter, 'nc -l 80 &');
    done(dataCenter, { kind: 'container.migrate', container: 'web', to: 'beta' });
    pass(dataCenter, 5);
    expect(published(dataCenter)).toEqual([['web on beta', ['8080:80', '5353:53/udp']]]);
    done(dataCenter, { kind: 'container.create', container: 'next', host: 'alpha', publish: ['8080:80'] });
    // The host is 10.88.0.1 on the bridge that its containers share.
    done(dataCenter, { kind: 'container.create', container: 'client', host: 'beta' });
    done(dataCenter, { kind: 'container.start', container: 'client' });
    const asked: Command = { kind: 'container.type', container: 'client', terminal: 'c', text: 'echo through | nc 10.88.0.1 8080\n' };
    const events = [...done(dataCenter, asked), ...pass(dataCenter, 1)];
    expect(printed(events.filter((event) => event.kind === 'container.output' && event.container === 'web'))).toContain('through\n');
  });

  test('are taken meanwhile: the migration fails, and it goes on where it was', () => {
    const dataCenter = withPorts();
    done(dataCenter, { kind: 'container.stop', container: 'other' });
    done(dataCenter, { kind: 'container.delete', container: 'other' });
    type(dataCenter, 'stress --vm-bytes 32M --vm-keep --timeout 100 &');
    pass(dataCenter, 1);
    done(dataCenter, { kind: 'container.migrate', container: 'web', to: 'beta' });
    done(dataCenter, { kind: 'container.create', container: 'other', host: 'beta', publish: ['8080:80'] });
    expect(pass(dataCenter, 5).find(({ kind }) => kind === 'migration.failed')).toMatchObject({ reason: taken });
    expect(published(dataCenter)).toEqual([['web on alpha', ['8080:80', '5353:53/udp']], ['other on beta', ['8080:80']]]);
    expect(printed(type(dataCenter, 'echo fine'))).toContain('fine');
  });

  test('are published again by a restore, or others in their place', () => {
    const dataCenter = withPorts();
    done(dataCenter, { kind: 'container.checkpoint', container: 'web' });
    pass(dataCenter, 1);
    expect(dataCenter.inventory().checkpoints).toMatchObject([{ name: 'web-1', published: ['8080:80', '5353:53/udp'] }]);
    done(dataCenter, { kind: 'container.delete', container: 'web' });
    expect(dataCenter.apply({ kind: 'container.restore', checkpoint: 'web-1', host: 'beta' })).toEqual({ ok: false, refusal: taken });
    expect(dataCenter.apply({ kind: 'container.restore', checkpoint: 'web-1', host: 'beta', publish: ['80'] })).toMatchObject({ ok: false });
    expect(dataCenter.apply({ kind: 'container.restore', checkpoint: 'web-1', host: 'beta', publish: ['90:1', '90:2'] })).toEqual({
      ok: false, refusal: 'Port 90 of the host can lead to one port only: publish the other on another one.',
    });
    const restored = (command: { readonly host: string; readonly publish?: readonly string[] }) => {
      const copy = DataCenter.restore(dataCenter.save());
      done(copy, { kind: 'container.restore', checkpoint: 'web-1', ...command });
      pass(copy, 1);
      return published(copy).find(([name]) => name.startsWith('web'));
    };
    expect(restored({ host: 'alpha' })).toEqual(['web on alpha', ['8080:80', '5353:53/udp']]);
    expect(restored({ host: 'beta', publish: ['9090:80'] })).toEqual(['web on beta', ['9090:80']]);
    expect(restored({ host: 'beta', publish: [] })).toEqual(['web on beta', undefined]);
  });
});

describe('the migration of a container', () => {
  const kinds = (events: readonly WorldEvent[]): string[] => events.map(({ kind }) => kind);

  test.each(['stop-and-copy', 'pre-copy', 'post-copy', 'hybrid'] as const)('by %s moves it with all it has', (strategy) => {
    const dataCenter = begun('cd /tmp; stress --vm-bytes 16M --vm-keep --timeout 100 &');
    type(dataCenter, 'X=7; sleep 3; echo slept $X');
    pass(dataCenter, 1);
    done(dataCenter, { kind: 'container.migrate', container: 'web', to: 'beta', parameters: { strategy } });
    const events = pass(dataCenter, 10);
    expect(kinds(events)).toContain('migration.completed');
    expect(kinds(events)).not.toContain('migration.failed');
    expect(kinds(events)).not.toContain('container.stopped');
    expect(printed(events)).toBe('slept 7\nweb:/tmp# ');
    const { hosts } = dataCenter.inventory();
    expect(hosts.map(({ containers = [] }) => containers.map(({ name, state, memoryBytes }) => [name, state, memoryBytes]))).toEqual([[], [['web', 'running', 2 ** 24]]]);
  });

  test('is cancelled without harm', () => {
    const dataCenter = begun('stress --vm-bytes 64M --vm-keep --vm-rate 400M --timeout 100 &');
    pass(dataCenter, 1);
    done(dataCenter, { kind: 'container.migrate', container: 'web', to: 'beta' });
    expect(dataCenter.apply({ kind: 'container.stop', container: 'web' })).toEqual({ ok: false, refusal: 'Container "web" is migrating: wait until that is done.' });
    pass(dataCenter, 0.3);
    expect(dataCenter.apply({ kind: 'host.remove', host: 'beta' })).toEqual({ ok: false, refusal: 'Container "web" is on its way from or to host "beta": wait for it before you remove the host.' });
    expect(kinds(done(dataCenter, { kind: 'container.cancelMigration', container: 'web' }))).toEqual(['migration.cancelled']);
    type(dataCenter, 'echo fine');
    expect(dataCenter.inventory().hosts.map(({ containers = [] }) => containers.length)).toEqual([1, 0]);
  });

  test('goes on at its source when the link is cut', () => {
    const dataCenter = begun('stress --vm-bytes 64M --timeout 100 &');
    pass(dataCenter, 1);
    done(dataCenter, { kind: 'container.migrate', container: 'web', to: 'beta' });
    pass(dataCenter, 0.3);
    expect(kinds(done(dataCenter, { kind: 'link.edit', between: ['alpha', 'beta'], up: false }))).toContain('migration.failed');
    expect(printed(type(dataCenter, 'echo fine'))).toContain('fine');
  });

  test('pauses in post-copy when the link is cut, and is recovered', () => {
    const dataCenter = begun('stress --vm-bytes 64M --vm-keep --vm-rate 8M --timeout 100 &');
    pass(dataCenter, 1);
    done(dataCenter, { kind: 'container.migrate', container: 'web', to: 'beta', parameters: { strategy: 'post-copy' } });
    pass(dataCenter, 0.3);
    expect(kinds(done(dataCenter, { kind: 'link.edit', between: ['alpha', 'beta'], up: false }))).toContain('migration.postcopy-paused');
    const saved = DataCenter.restore(dataCenter.save());
    expect(saved.inventory().hosts[1]?.containers?.[0]).not.toHaveProperty('work');
    expect(dataCenter.apply({ kind: 'container.cancelMigration', container: 'web' })).toMatchObject({ ok: false });
    pass(dataCenter, 5);
    done(dataCenter, { kind: 'link.edit', between: ['alpha', 'beta'], up: true });
    done(dataCenter, { kind: 'container.recoverMigration', container: 'web' });
    expect(kinds(pass(dataCenter, 5))).toContain('migration.completed');
    expect(printed(type(dataCenter, 'echo fine'))).toContain('fine');
  });

  test('loses it in post-copy when the host fails that still has a part of it', () => {
    const dataCenter = begun('stress --vm-bytes 64M --vm-keep --vm-rate 8M --timeout 100 &');
    pass(dataCenter, 1);
    done(dataCenter, { kind: 'container.migrate', container: 'web', to: 'beta', parameters: { strategy: 'post-copy' } });
    pass(dataCenter, 0.3);
    expect(kinds(done(dataCenter, { kind: 'host.fail', host: 'alpha' }))).toEqual(['host.failed', 'migration.failed', 'container.terminal-closed', 'container.stopped']);
    expect(dataCenter.inventory().hosts[1]?.containers?.[0]).toMatchObject({ name: 'web', state: 'stopped' });
  });

  test('slows it down by its cpu.max, and lifts that again', () => {
    const dataCenter = begun('stress --vm-bytes 64M --vm-keep --vm-rate 400M --timeout 1000 &');
    pass(dataCenter, 1);
    const throttle = { initialPercent: 20, incrementPercent: 10, maximumPercent: 99, tailSlow: false, triggerPercent: 50 };
    done(dataCenter, { kind: 'container.migrate', container: 'web', to: 'beta', parameters: { throttle, downtimeLimitMilliseconds: 20 } });
    const events = pass(dataCenter, 100);
    expect(kinds(events)).toContain('migration.throttled');
    expect(kinds(events)).toContain('migration.completed');
    expect(printed(type(dataCenter, 'cat /sys/fs/cgroup/cpu.max'))).toContain('100000 100000\n');
  });
});

test('what is left of a damaged world has the checkpoints that are whole', () => {
  const dataCenter = begun('echo x');
  for (const checkpoint of ['first', 'second']) {
    done(dataCenter, { kind: 'container.checkpoint', container: 'web', checkpoint, leaveRunning: true });
    pass(dataCenter, 1);
    type(dataCenter, 'echo y > /tmp/y');
  }
  const saved = dataCenter.save();
  const header = JSON.parse(saved.header) as { checkpoints: { image: { files: { name: string; state: number }[] } }[] };
  const state = header.checkpoints[1]!.image.files.find(({ name }) => name === 'rootfs-diff.img')!.state;
  const states = new Map([...saved.states].filter(([number]) => number !== state));
  const { dataCenter: mended, lost } = DataCenter.recover({ ...saved, states });
  expect(lost).toEqual(['checkpoint "second"']);
  expect(mended.inventory().checkpoints?.map(({ name }) => name)).toEqual(['first']);
});
