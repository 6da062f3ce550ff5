import { expect } from 'vitest';
import type { Fault, FaultTrial, Standing } from '../helpers/fault-trial.ts';
import type { ModelPlan } from '../helpers/model-trial.ts';
import { stateIfLeftAlone } from '../helpers/watched-world.ts';

const DEVICE_STATE_BYTES = 34_900;

/**
 * In post-copy at most one side owns a page: the destination once it has arrived there, the source until then. What
 * the destination owns is never overwritten by a later arrival, what it does not own its guest never touches, and
 * the source never runs again after the hand-over.
 */
export function expectOneOwnerOfEachPage({ ownership, vm }: FaultTrial): void {
  if (ownership === null) return;
  expect(ownership.overwritten, 'no page that has arrived is overwritten').toEqual([]);
  expect(ownership.touchedTooEarly, 'no page is touched at the destination before it has arrived').toEqual([]);
  expect(ownership.isSourceSilent, 'the source never runs again').toBe(true);
  if (vm.activeMigration === null) return;
  expect([...vm.activeMigration.missing().pages()], 'the destination knows what it lacks').toEqual(ownership.atSource);
}

/** Right after a fault: in pre-copy only the source's own host can harm the VM, in post-copy either side can. */
export function expectHarmOnlyWhereItMustBe(fault: Fault, before: Standing, trial: FaultTrial, plan: ModelPlan): void {
  const { standing } = trial;
  if (before.lost !== null) {
    expect(standing).toEqual(before);
    return;
  }
  expect(standing.lost, `after ${fault}`).toBe(expectedLoss(fault, before));
  if (standing.lost !== null) {
    expect(standing.isMigrating).toBe(false);
    expect(trial.vm.state).toBe('stopped');
  } else if (before.isHandedOver) {
    expect(standing, 'post-copy goes on, or waits for a link').toMatchObject({ isMigrating: true, host: 'beta' });
  } else if (before.isMigrating && !standing.isMigrating) {
    expectSourceGoesOn(trial, plan);
  }
}

/** Why the VM must be lost by this, or null where it must not. */
function expectedLoss(fault: Fault, { isHandedOver, host }: Standing): string | null {
  if (isHandedOver && fault === 'fail-source') return 'part of its memory was still on alpha when post-copy broke off';
  const losesDestination = fault === 'fail-destination' || fault === 'exhaust-destination';
  if (isHandedOver) return losesDestination ? 'it ran on beta when post-copy broke off, and alpha had only memory from before it moved' : null;
  const failed = { 'fail-source': 'alpha', 'fail-destination': 'beta' }[fault as string];
  return failed === host ? `host ${host} failed while it was there` : null;
}

/** A migration that came to nothing before the hand-over has cost the guest nothing but time. */
function expectSourceGoesOn({ vm, source, watched }: FaultTrial, { wasRunning }: ModelPlan): void {
  expect(vm.machine, 'the machine is the one that was there before').toBe(source);
  expect(vm.host).toBe('alpha');
  expect({ isRunning: source.isRunning, isLogging: source.memory.isLogging, throttlePercent: source.throttlePercent }).toEqual({
    isRunning: wasRunning,
    isLogging: false,
    throttlePercent: 0,
  });
  expect(source.stateHash(), 'the guest computes what it would have').toBe(stateIfLeftAlone(watched.world, vm));
}

/** What the monitor tells is what went over the wire, and its parts add up. */
export function expectBytesToAddUp({ ending, bytesOnWire, transferred, ownership }: FaultTrial, { pageCount }: ModelPlan): void {
  if (ending === null) throw new Error('The migration has no end.');
  const { figures } = ending;
  expect(figures.precopyBytes + figures.downtimeBytes + figures.postcopyBytes).toBe(figures.transferredBytes);
  expect(transferred, 'the events tell of ever more bytes').toEqual(transferred.toSorted((one, other) => one - other));
  expect(transferred.at(-1) ?? 0).toBeLessThanOrEqual(figures.transferredBytes);

  const missingBytes = ownership === null && ending.kind === 'migration.completed' ? 0 : Math.ceil(pageCount / 8);
  const besidesPages = ending.kind === 'migration.completed' ? [missingBytes + DEVICE_STATE_BYTES] : [0, DEVICE_STATE_BYTES, missingBytes, missingBytes + DEVICE_STATE_BYTES];
  expect(besidesPages, 'besides pages only the device state and the list of missing pages').toContain(bytesOnWire - figures.transferredBytes);

  if (figures.multifdBytes !== undefined) return;
  const encoded = figures.transferredBytes - figures.normalPages * 4104 - figures.zeroPages * 9;
  const { bytes, pages, overflow } = figures.xbzrle ?? { bytes: 0, pages: 0, overflow: 0 };
  // An overflow counts as a page's bytes, though it goes as a normal page; the others have a header of 8 bytes each, but
  // for those that had not changed, which send nothing.
  const headers = encoded - (bytes - overflow * 4096);
  expect(headers % 8).toBe(0);
  expect(headers).toBeGreaterThanOrEqual(0);
  expect(headers).toBeLessThanOrEqual(8 * (pages - overflow));
}
