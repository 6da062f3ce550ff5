import { describe, expect, test } from 'vitest';
import { advance, apply, only, vmOf, worldWithWriter } from '../datacenter/worlds.ts';

/** Begins a migration at 275 ms, after 5 writes at 50, ..., 250 ms, and goes on to 305 ms. */
function stopAndCopy() {
  const world = worldWithWriter();
  advance(world, 275);
  const parameters = { strategy: 'stop-and-copy', maxBandwidthBytesPerSecond: 1000 } as const;
  const events = [...apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta', parameters }), ...advance(world, 30)];
  return { world, events };
}

describe('stop-and-copy', () => {
  test('has no rounds: setup, stop, resume', () => {
    const { events } = stopAndCopy();
    expect(only(events, 'migration.phase').map((event) => event.phase)).toEqual(['setup', 'stop-and-copy', 'resume']);
    expect(only(events, 'migration.round')).toEqual([]);
    expect(only(events, 'migration.decision')).toEqual([]);
  });

  test('sends every page once, while the machine stands still, at link speed whatever the cap', () => {
    const [completed] = only(stopAndCopy().events, 'migration.completed');
    expect(completed?.figures).toMatchObject({
      normalPages: 256,
      transferredBytes: 1_050_624,
      precopyBytes: 0,
      downtimeBytes: 1_050_624,
      dirtySyncCount: 2,
      setupTime: 1_000_000,
    });
    // 1050624 bytes are accepted when all but the buffer of 262144 has left, after 6307840 ns. The 34900 of the device
    // state are accepted after another 279200; when the last byte has left, 100 microseconds on the way, 700, and 100.
    expect(completed?.downtimeBreakdown).toEqual({
      stop: 700_000,
      lastCopy: 6_307_840,
      deviceState: 8_684_192 - 6_307_840 + 900_000,
      resume: 0,
    });
  });

  test('freezes the guest until it runs at the destination', () => {
    const { world } = stopAndCopy();
    // It stood still from 276 to 286.28 ms, so that the sixth write, due 24 ms later, comes at 310.28 and not at 300.
    expect(vmOf(world, 'web')).toMatchObject({ host: 'beta', state: 'running', guestSteps: 5 });
    advance(world, 5);
    expect(vmOf(world, 'web').guestSteps).toBe(5);
    advance(world, 1);
    expect(vmOf(world, 'web').guestSteps).toBe(6);
  });
});
