import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { VirtlabApi } from '../../src/extension/api.ts';
import type { Command, Outcome, VmInventory, WorldEvent } from '../../src/simulator/index.ts';

/** The extension under test, as the editor knows it. */
export function extension(): vscode.Extension<VirtlabApi> {
  const found = vscode.extensions.getExtension<VirtlabApi>('virtlab.virtlab');
  assert.ok(found, 'the editor does not know virtlab.virtlab');
  return found;
}

/** The API of the activated extension. */
export function activated(): Thenable<VirtlabApi> {
  return extension().activate();
}

/** Runs a command of VirtLab by its id after `virtlab.`, with a plain object as its argument. */
export async function run(command: string, given: object = {}): Promise<Outcome> {
  const outcome = await vscode.commands.executeCommand<Outcome | undefined>(`virtlab.${command}`, given);
  assert.ok(outcome, `virtlab.${command} asked instead of acting`);
  return outcome;
}

/** Runs a command that must take effect; returns its events. */
export async function done(command: string, given: object = {}): Promise<readonly WorldEvent[]> {
  const outcome = await run(command, given);
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.refusal);
  return outcome.events;
}

/** Runs a command that must be refused; returns why. */
export async function refused(command: string, given: object = {}): Promise<string> {
  const outcome = await run(command, given);
  assert.ok(!outcome.ok, `virtlab.${command} took effect`);
  return outcome.refusal;
}

/** Applies a command of the data center that must take effect; returns its events. */
export async function applied(command: Command): Promise<readonly WorldEvent[]> {
  const outcome = await (await activated()).apply(command);
  assert.ok(outcome.ok, outcome.ok ? '' : outcome.refusal);
  return outcome.events;
}

/** Lets simulated seconds pass; returns what happened. */
export function pass(seconds: number): Promise<readonly WorldEvent[]> {
  return applied({ kind: 'world.advance', nanoseconds: seconds * 1e9 });
}

/** A VM as the inventory has it now. */
export async function vm(name: string): Promise<VmInventory> {
  const { hosts } = (await activated()).inventory();
  const found = hosts.flatMap(({ vms }) => vms).find((each) => each.name === name);
  assert.ok(found, `there is no VM "${name}"`);
  return found;
}

/** The sample data center, afresh, with time standing still: it passes by `pass` alone. */
export async function standStillInSample(): Promise<void> {
  await activated();
  await run('world.speed', { speed: 0 });
  await run('world.reset', { confirmed: true });
  await run('world.sample', { confirmed: true });
}

/** Lets time pass again, and leaves an empty data center. */
export async function letTimePass(): Promise<void> {
  await run('world.reset', { confirmed: true });
  await run('world.speed', { speed: 1 });
}
