import { type GuestSettings, keepsFiles, MEBIBYTE } from '../../simulator/index.ts';
import { exactSize } from '../../viewmodel/migration/exact-quantities.ts';
import { formatBytes } from '../../viewmodel/quantities.ts';
import { type CommandArguments, isRecord, numberOf, textOf } from '../util/arguments.ts';
import { ask } from '../util/ask.ts';
import { checkName, freeName } from '../util/names.ts';
import { allVms, pickHost } from '../util/pick.ts';
import { checkQuantity, quantityOf, VM_MEMORY } from '../util/quantity-input.ts';
import { report } from '../util/report.ts';
import { askDisk, diskOf } from './disk-question.ts';
import { askGuest, type GuestChoice } from './guest-question.ts';
import type { CommandResult, CommandTools } from './registry.ts';

const USUAL_MEMORY = 1024 * MEBIBYTE;

/**
 * Creates a VM and starts it.
 * Arguments: `host`, `vm`, `memory` ("1 GiB", or bytes), `guest`, `zeroShare` and `disk` as in the command, where
 * `disk` may be "shared" too, and its `bytes` a text; `start: false` leaves it stopped. Who names the guest and no disk
 * has it on shared storage.
 */
export async function createVm(given: CommandArguments, { world, reveal }: CommandTools): CommandResult {
  const { inventory } = world;
  const host =
    textOf(given, 'host') ??
    (await pickHost(inventory, ({ freeBytes }) => freeBytes > 0, 'Create a VM on which host?', 'No host has free memory. Add a host first.'));
  if (host === undefined) return undefined;
  const vm = textOf(given, 'vm') ?? (await askName(host, allVms(inventory).map(({ name }) => name)));
  if (vm === undefined) return undefined;
  const free = inventory.hosts.find(({ name }) => name === host)?.freeBytes ?? 0;
  const choice = isRecord(given['guest']) ? given['guest'] : await askGuest(vm);
  if (choice === undefined) return undefined;
  const memory = given['memory'] ?? (await askMemory(vm, host, free, isChoice(choice) ? choice.usualMemoryBytes : USUAL_MEMORY));
  if (memory === undefined) return undefined;
  const memoryBytes = quantityOf(memory, VM_MEMORY, 'Memory');
  const guest = isChoice(choice) ? choice.settings(memoryBytes) : (choice as unknown as GuestSettings);
  const disk = diskOf(given) ?? (isChoice(choice) ? await askDisk(vm, keepsFiles(guest)) : 'shared');
  if (disk === undefined) return undefined;

  const zeroShare = numberOf(given, 'zeroShare');
  const created = await world.apply({
    kind: 'vm.create', vm, host, memoryBytes, guest,
    ...(zeroShare !== undefined && { zeroShare }),
    ...(disk !== 'shared' && { disk }),
  });
  if (!created.ok || given['start'] === false) return report(created, `${vm} created on ${host}.`);
  const started = await world.apply({ kind: 'vm.start', vm });
  await reveal(`vm/${vm}`);
  return report(
    started.ok ? { ok: true, events: [...created.events, ...started.events] } : started,
    `${vm} runs on ${host}, with ${formatBytes(memoryBytes)}${disk === 'shared' ? '' : ` and a disk of ${formatBytes(disk.bytes)}`}.`,
  );
}

/** What was chosen here, not given by the caller. */
function isChoice(choice: object): choice is GuestChoice {
  return 'settings' in choice;
}

function askName(host: string, taken: readonly string[]): Promise<string | undefined> {
  return ask({
    title: `Create a VM on ${host}`,
    prompt: 'Name of the VM.',
    value: freeName('vm', taken),
    check: (answer) => checkName(answer, taken, 'VM'),
  });
}

function askMemory(vm: string, host: string, free: number, usual: number): Promise<string | undefined> {
  return ask({
    title: `Create a VM on ${host}`,
    prompt: `Memory of ${vm}; ${host} has ${formatBytes(free)} free.`,
    value: exactSize(Math.min(usual, free)),
    check: (answer) => {
      const problem = checkQuantity(answer, VM_MEMORY, 'Memory');
      if (problem !== undefined || quantityOf(answer, VM_MEMORY, 'Memory') <= free) return problem;
      return `${host} has only ${formatBytes(free)} free.`;
    },
  });
}
