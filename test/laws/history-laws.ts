import { expect } from 'vitest';
import type { Command } from '../../src/simulator/datacenter/commands.ts';
import type { DataCenter } from '../../src/simulator/datacenter/data-center.ts';

/** All that can be seen of a world from outside: its trace and its inventory, as they would be written to a file. */
export function visible(dataCenter: DataCenter): string {
  return JSON.stringify([dataCenter.trace, dataCenter.inventory()]);
}

/** The same history, but each advance in pieces that end after these shares of it. */
export function inPieces(history: readonly Command[], shares: readonly number[]): Command[] {
  return history.flatMap((command): Command[] => {
    if (command.kind !== 'world.advance') return [command];
    const ends = [...shares.map((share) => Math.floor(share * command.nanoseconds)).sort((one, other) => one - other), command.nanoseconds];
    return ends.map((end, index) => ({ ...command, nanoseconds: end - (ends[index - 1] ?? 0) }));
  });
}

/** Applies a history, and expects each command that is refused to have changed nothing. */
export function expectRefusalsToChangeNothing(dataCenter: DataCenter, history: readonly Command[]): void {
  for (const command of history) {
    const before = visible(dataCenter);
    if (!dataCenter.apply(command).ok) expect(visible(dataCenter)).toBe(before);
  }
}

/** Expects a world and the one that was restored from its save to answer and to end alike. */
export function expectToGoOnAlike(dataCenter: DataCenter, restored: DataCenter, future: readonly Command[]): void {
  for (const command of future) expect(restored.apply(command)).toEqual(dataCenter.apply(command));
  expect(visible(restored)).toBe(visible(dataCenter));
}
