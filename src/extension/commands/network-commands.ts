import { formatTime } from '../../viewmodel/quantities.ts';
import type { VmInventory } from '../../simulator/index.ts';
import { type CommandArguments, numberOf, textOf } from '../util/arguments.ts';
import { ask } from '../util/ask.ts';
import { checkName, freeName } from '../util/names.ts';
import { allVms, type Choice, findVm, pick, pickHost, pickVm } from '../util/pick.ts';
import { report } from '../util/report.ts';
import type { CommandResult, CommandTable, CommandTools } from './registry.ts';
import { chooseSnapshot } from './choose-snapshot.ts';

/** What decides how connections come through a roll back, and a second machine from a snapshot. */
export const NETWORK_COMMANDS: CommandTable = {
  'vm.generationId': setGenerationId,
  'vm.outputCommit': setOutputCommit,
  'vm.returnToCheckpoint': returnToCheckpoint,
  'snapshot.clone': cloneSnapshot,
};

const DEVICE: readonly Choice<boolean>[] = [
  { label: 'With the device', description: 'the guest sees a roll back and a second machine, and reseeds its random numbers', value: true },
  { label: 'Without the device', description: 'its random numbers come again after a roll back', value: false },
];

/** Arguments: `vm`, `present`. */
async function setGenerationId(given: CommandArguments, { world }: CommandTools): CommandResult {
  const vm = textOf(given, 'vm') ?? (await pickVm(world.inventory, () => true, 'Set the VM generation ID of which VM?', 'There is no VM.'));
  if (vm === undefined) return undefined;
  const present = typeof given['present'] === 'boolean' ? given['present'] : await pick(DEVICE, `Does ${vm} have a VM generation ID?`);
  if (present === undefined) return undefined;
  const outcome = await world.apply({ kind: 'vm.setGenerationId', vm, present });
  return report(outcome, present ? `${vm} has a VM generation ID, and its guest watches it.` : `${vm} has no VM generation ID.`);
}

const INTERVALS: readonly Choice<number>[] = [
  { label: 'At once', description: 'no output commit', value: 0 },
  { label: 'Every 25 ms', description: 'as often as Remus', value: 25 },
  { label: 'Every 100 ms', value: 100 },
  { label: 'Every 500 ms', description: 'easy to see in the latency', value: 500 },
];

/** Arguments: `vm`, `everyMilliseconds`. */
async function setOutputCommit(given: CommandArguments, { world }: CommandTools): CommandResult {
  const vm =
    textOf(given, 'vm') ?? (await pickVm(world.inventory, ({ state }) => state === 'running', 'Hold back the output of which VM?', 'No VM runs. Start one first.'));
  if (vm === undefined) return undefined;
  const every = numberOf(given, 'everyMilliseconds') ?? (await pick(INTERVALS, `When does what ${vm} says go out? With a checkpoint that covers it:`));
  if (every === undefined) return undefined;
  const outcome = await world.apply({ kind: 'vm.setOutputCommit', vm, everyMilliseconds: every });
  return report(outcome, every === 0 ? `What ${vm} says goes out at once.` : `What ${vm} says goes out with a checkpoint, every ${every} ms: answers take up to so much longer.`);
}

/** Argument: `vm`. */
async function returnToCheckpoint(given: CommandArguments, { world }: CommandTools): CommandResult {
  const vm =
    textOf(given, 'vm') ?? (await pickVm(world.inventory, takesCheckpoints, 'Return which VM to its last checkpoint?', 'No VM takes checkpoints. Give one output commit first.'));
  if (vm === undefined) return undefined;
  const outcome = await world.apply({ kind: 'vm.returnToCheckpoint', vm });
  const returned = outcome.ok ? outcome.events.find((event) => event.kind === 'checkpoint.returned') : undefined;
  return report(outcome, `${vm} is back at its checkpoint of ${formatTime(returned?.takenAt ?? 0)}. Nobody outside notices.`);
}

function takesCheckpoints({ network }: VmInventory): boolean {
  return network !== undefined && network.outputCommit !== null;
}

/** Arguments: `vm`, `snapshot` (its id), `as`, `host`. */
async function cloneSnapshot(given: CommandArguments, { world }: CommandTools): CommandResult {
  const found = await chooseSnapshot(given, world.inventory, 'start a second VM from');
  if (!found) return undefined;
  const { vm, snapshot } = found;
  const taken = allVms(world.inventory).map(({ name }) => name);
  const as =
    textOf(given, 'as') ??
    (await ask({
      title: `A second VM from "${snapshot.name}"`,
      prompt: `It has all that was in the memory of ${vm.name}, its address and its connections included.`,
      value: freeName(vm.name, [...taken, `${vm.name}-1`]),
      check: (name) => checkName(name, taken, 'VM'),
    }));
  if (as === undefined) return undefined;
  const host = textOf(given, 'host') ?? (await pickHost(world.inventory, ({ up, freeBytes }) => up && freeBytes >= vm.memoryBytes, `Where does ${as} run?`, `No host has ${vm.name}'s memory free.`));
  if (host === undefined) return undefined;
  const outcome = await world.apply({ kind: 'snapshot.clone', vm: vm.name, snapshot: snapshot.id, as, host });
  const twin = findVm(world.inventory, as)?.network?.address;
  return report(outcome, `${as} runs on ${host}${twin === undefined ? '' : `, with the address ${twin} that ${vm.name} has too`}.`);
}
