import { type GuestSettings, MEBIBYTE, PAGE_BYTES } from '../../simulator/index.ts';
import { formatBytes } from '../../viewmodel/quantities.ts';
import { guestText } from '../../viewmodel/datacenter/guest-text.ts';
import { type CommandArguments, isRecord, numberOf, textOf } from '../util/arguments.ts';
import { ask } from '../util/ask.ts';
import { checkName, freeName } from '../util/names.ts';
import { allVms, pick, pickHost } from '../util/pick.ts';
import { checkQuantity, quantityOf, VM_MEMORY } from '../util/quantity-input.ts';
import { report } from '../util/report.ts';
import { askDisk, diskOf } from './disk-question.ts';
import type { CommandResult, CommandTools } from './registry.ts';

/** Memory of a VM that computes on real bytes is kept small. */
const LARGEST_COUNTER = 256 * MEBIBYTE;

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
  const memory = given['memory'] ?? (await askMemory(vm, host, free));
  if (memory === undefined) return undefined;
  const memoryBytes = quantityOf(memory, VM_MEMORY, 'Memory');
  const guest = isRecord(given['guest']) ? (given['guest'] as GuestSettings) : await pickGuest(vm, memoryBytes);
  if (guest === undefined) return undefined;
  const disk = diskOf(given) ?? (given['guest'] === undefined ? await askDisk(vm) : 'shared');
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

function askName(host: string, taken: readonly string[]): Promise<string | undefined> {
  return ask({
    title: `Create a VM on ${host}`,
    prompt: 'Name of the VM.',
    value: freeName('vm', taken),
    check: (answer) => checkName(answer, taken, 'VM'),
  });
}

function askMemory(vm: string, host: string, free: number): Promise<string | undefined> {
  return ask({
    title: `Create a VM on ${host}`,
    prompt: `Memory of ${vm}; ${host} has ${formatBytes(free)} free.`,
    value: formatBytes(Math.min(1024 * MEBIBYTE, free)),
    check: (answer) => {
      const problem = checkQuantity(answer, VM_MEMORY, 'Memory');
      if (problem !== undefined || quantityOf(answer, VM_MEMORY, 'Memory') <= free) return problem;
      return `${host} has only ${formatBytes(free)} free.`;
    },
  });
}

async function pickGuest(vm: string, memoryBytes: number): Promise<GuestSettings | undefined> {
  const choices = guests(memoryBytes).map(([label, guest]) => ({ label, detail: guestText(guest), value: guest }));
  return pick(choices, `What runs in ${vm}?`);
}

/** Guests to choose from, scaled to the memory. */
function guests(memoryBytes: number): readonly (readonly [string, GuestSettings])[] {
  const pages = Math.floor(memoryBytes / PAGE_BYTES);
  const half = Math.max(1, Math.floor(pages / 2));
  const eighth = Math.max(1, Math.floor(pages / 8));
  const list: (readonly [string, GuestSettings])[] = [
    ['$(server-process) A busy server', {
      kind: 'hot-cold', pagesPerSecond: 10_000, workingSetPages: half,
      hotPages: Math.max(1, Math.floor(pages / 32)), hotProbability: 0.9,
    }],
    ['$(database) Random writes', { kind: 'uniform', pagesPerSecond: 2_000, workingSetPages: eighth }],
    ['$(flame) Writes faster than a link can carry', { kind: 'sequential', pagesPerSecond: 60_000, workingSetPages: half }],
    ['$(circle-outline) Nothing', { kind: 'idle' }],
  ];
  if (memoryBytes <= LARGEST_COUNTER) {
    list.push(['$(symbol-numeric) A program that counts', { kind: 'counter', countsPerSecond: 100 }]);
  }
  return list;
}
