import type { Nanoseconds } from '../kernel/time.ts';
import type { Command } from './commands.ts';
import { Refusal } from './refusal.ts';
import type { World } from './world.ts';

interface NamedSnapshot {
  readonly id: string;
  readonly name: string;
  readonly takenAt: Nanoseconds;
}

/** Lets time pass, and at their times carries out the commands that the world has in store. */
export function passTime(world: World, nanoseconds: Nanoseconds, perform: (command: Command) => void): void {
  const end = world.queue.now + nanoseconds;
  for (let [due] = world.agenda; due !== undefined && due.at <= end; [due] = world.agenda) {
    world.agenda.shift();
    if (due.at > world.queue.now) world.queue.runUntil(due.at);
    performOrTell(world, withSnapshotId(due.command, (vm) => world.vms.get(vm)?.snapshots.nodes()), perform);
  }
  world.queue.runUntil(end);
}

function performOrTell(world: World, command: Command, perform: (command: Command) => void): void {
  try {
    perform(command);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    world.emit({ kind: 'scenario.refused', command, reason: error.message });
  }
}

/** Scenarios name snapshots by their names; of several with one name, the latest is meant. */
export function withSnapshotId(command: Command, snapshotsOf: (vm: string) => readonly NamedSnapshot[] | undefined): Command {
  if (!('snapshot' in command)) return command;
  const named = (snapshotsOf(command.vm) ?? []).filter(({ name }) => name === command.snapshot);
  const [latest] = named.toSorted((one, other) => other.takenAt - one.takenAt);
  return latest === undefined ? command : { ...command, snapshot: latest.id };
}
