import { expect } from 'vitest';
import type { DataCenter } from '../../src/simulator/datacenter/data-center.ts';
import type { ConnectionInventory } from '../../src/simulator/datacenter/network/network-inventory.ts';
import { forecast } from '../../src/simulator/network/standing.ts';
import { vmOf } from '../helpers/connected-world.ts';

/** Nobody sends or acknowledges what the other side cannot know of. */
export function expectInStep({ peer, outcome, peerSide, vmSide, end }: ConnectionInventory): void {
  expect({ peer, outcome, end }).toEqual({ peer, outcome: 'in-step', end: null });
  if (vmSide === null) throw new Error(`${peer} is not in the VM's table.`);
  const ahead = (one: number, other: number): number => (one - other) | 0;
  expect(ahead(vmSide.sendNext, peerSide.receiveNext)).toBeGreaterThanOrEqual(0);
  expect(ahead(peerSide.sendNext, vmSide.receiveNext)).toBeGreaterThanOrEqual(0);
}

/** Every request was answered once, in order: the bytes that went each way are those of so many messages. */
export function expectExactlyOnce({ answers, peerSide, waitingSince }: ConnectionInventory): void {
  const received = (peerSide.receiveNext - peerSide.initialReceive) >>> 0;
  const sent = (peerSide.sendNext - peerSide.initialSend) >>> 0;
  expect(received).toBe(1 + 16 * answers);
  expect(sent).toBe(1 + 16 * (answers + (waitingSince === null ? 0 : 1)));
}

/** What a roll back to this snapshot would make of each connection of the VM, by what the snapshot's pages say. */
export function forecasts(world: DataCenter, vm: string, snapshot: string): Map<string, ReturnType<typeof forecast>> {
  const { network, snapshots } = vmOf(world, vm);
  const saved = snapshots.find(({ id }) => id === snapshot)?.connections ?? [];
  return new Map(
    (network?.connections ?? []).map((one) => [one.peer, forecast(one.peerSide, one.end, saved.find(({ from }) => from === one.from) ?? null)]),
  );
}
