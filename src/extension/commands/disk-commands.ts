import type { Command, CommandOf, DiskChainInventory, DiskImageInventory, Outcome, VmInventory } from '../../simulator/index.ts';
import { bytesToCommit, bytesToStream, costText, quietCostText } from '../../viewmodel/disk/disk-text.ts';
import { formatBytes } from '../../viewmodel/quantities.ts';
import { type CommandArguments, numberOf, textOf } from '../util/arguments.ts';
import { confirmed } from '../util/ask.ts';
import { type Choice, findVm, pick, pickVm } from '../util/pick.ts';
import { report } from '../util/report.ts';
import { followDiskJob } from './disk-job.ts';
import type { CommandResult, CommandTable, CommandTools } from './registry.ts';

/** What can be done with the backing chain of a VM's disk. */
export const DISK_COMMANDS: CommandTable = {
  'disk.overlay': putOverlay,
  'disk.commit': commitDisk,
  'disk.stream': streamDisk,
  'disk.rebase': rebaseDisk,
  'disk.copy': copyDisk,
  'disk.cancelJob': cancelJob,
};

/** A VM whose disk is known. */
export interface DiskVm {
  readonly vm: VmInventory;
  readonly chain: DiskChainInventory;
}

/** The VM that the arguments name, or that the user picks. Throws one sentence where nothing is known of its disk. */
export async function chooseDisk(
  given: CommandArguments,
  { world }: CommandTools,
  what: string,
  fits: (disk: DiskVm) => boolean = () => true,
  none = 'No VM has a disk of which anything is known: create a VM with a disk first.',
): Promise<DiskVm | undefined> {
  const named = textOf(given, 'vm');
  const name = named ?? (await pickVm(world.inventory, (vm) => vm.chain !== undefined && fits({ vm, chain: vm.chain }), `${what} of which VM?`, none));
  if (name === undefined) return undefined;
  const vm = findVm(world.inventory, name);
  if (!vm) throw new Error(`There is no VM "${name}".`);
  if (vm.chain === undefined) throw new Error(`Nothing is known of the disk of ${name}: create the VM with a disk.`);
  return { vm, chain: vm.chain };
}

/** Argument: `vm`. */
async function putOverlay(given: CommandArguments, tools: CommandTools): CommandResult {
  const found = await chooseDisk(given, tools, 'Put an overlay on the disk');
  if (!found) return undefined;
  const outcome = await tools.world.apply({ kind: 'disk.overlay', vm: found.vm.name });
  return report(outcome, `The disk of ${found.vm.name} has a new overlay; what was written so far is frozen.`);
}

const isChained = ({ chain }: DiskVm): boolean => chain.depth > 1 && chain.job === null;
const UNCHAINED = 'No disk has a backing image: take a snapshot or put an overlay on a disk first.';

/** Arguments: `vm`, `base` (an image's name), `keepTop`, `force`, `bytesPerSecond`; `confirmed: true` asks nothing. */
async function commitDisk(given: CommandArguments, tools: CommandTools): CommandResult {
  const found = await chooseDisk(given, tools, 'Commit the disk', isChained, UNCHAINED);
  if (!found) return undefined;
  const { vm, chain } = found;
  const below = chain.images.slice(1, chain.depth);
  const cost = ({ name }: DiskImageInventory): string => costText(bytesToCommit(chain, name) ?? 0, chain.bytesPerSecond);
  const base = imageOf(given, 'base') ?? (await pickImage(below, 'Commit into which image?', cost));
  if (base === undefined) return undefined;
  const lost = chain.images.filter((image) => readsFrom(chain, image, base) && image.snapshots.length > 0);
  const names = vm.snapshots.filter(({ id }) => lost.some(({ snapshots }) => snapshots.includes(id))).map(({ name }) => `"${name}"`);
  let force = given['force'] === true;
  if (given['confirmed'] !== true) {
    const garbage = names.length === 0 ? '' : ` What ${names.join(', ')} ${names.length === 1 ? 'holds' : 'hold'} of the disk becomes garbage.`;
    const copies = costText(bytesToCommit(chain, base) ?? 0, chain.bytesPerSecond);
    if (!(await confirmed(`Commit the disk of ${vm.name} into ${base}?`, `Copies at most ${copies}${garbage}`, 'Commit'))) return undefined;
    force ||= names.length > 0;
  }
  return begin(tools, given, { kind: 'disk.commit', vm: vm.name, base, ...(given['keepTop'] === true && { keepTop: true }), ...(force && { force }), ...speedOf(given) });
}

/** Arguments: `vm`, `base` (an image's name, or null for none), `bytesPerSecond`; `confirmed: true` asks nothing. */
async function streamDisk(given: CommandArguments, tools: CommandTools): CommandResult {
  const found = await chooseDisk(given, tools, 'Stream the disk', isChained, UNCHAINED);
  if (!found) return undefined;
  const { vm, chain } = found;
  const cost = (base: string | null): string => costText(bytesToStream(chain, base), chain.bytesPerSecond);
  const asked = namedOr(imageOf(given, 'base')) ?? (given['base'] === null || given['confirmed'] === true ? NO_IMAGE : await pickStreamBase(chain, cost));
  if (asked === undefined) return undefined;
  const { image: base } = asked;
  const detail = `Copies at most ${cost(base)} Every image stays valid.`;
  const question = `Stream the disk of ${vm.name} ${base === null ? 'into one image' : `down to ${base}`}?`;
  if (given['confirmed'] !== true && !(await confirmed(question, detail, 'Stream'))) return undefined;
  return begin(tools, given, { kind: 'disk.stream', vm: vm.name, ...(base !== null && { base }), ...speedOf(given) });
}

/** An image, or none on purpose. */
interface ImageChoice {
  readonly image: string | null;
}

const NO_IMAGE: ImageChoice = { image: null };

function namedOr(image: string | undefined): ImageChoice | undefined {
  return image === undefined ? undefined : { image };
}

function pickStreamBase(chain: DiskChainInventory, cost: (base: string | null) => string): Promise<ImageChoice | undefined> {
  const choices: Choice<ImageChoice>[] = [
    { label: '$(layers) All the way down', detail: `At most ${cost(null)}`, description: 'then it needs no other image', value: NO_IMAGE },
    ...chain.images.slice(2, chain.depth).map(({ name }) => ({ label: `$(layers) ${name}`, description: 'stays the backing image', detail: `At most ${cost(name)}`, value: { image: name } })),
  ];
  return pick(choices, 'Stream down to which image?');
}

/** Arguments: `vm`, `onto` (an image's name, or null for none), `unsafe`, `bytesPerSecond`; `confirmed: true` asks nothing. */
async function rebaseDisk(given: CommandArguments, tools: CommandTools): CommandResult {
  const found = await chooseDisk(given, tools, 'Rebase the disk', ({ vm, chain }) => vm.state === 'stopped' && chain.images.length > 1, 'No VM that is powered off has a disk with more than one image.');
  if (!found) return undefined;
  const { vm, chain } = found;
  const [top, ...others] = chain.images;
  const onto = namedOr(imageOf(given, 'onto')) ?? (given['onto'] === null ? NO_IMAGE : await pickRebaseTarget(top, others));
  if (onto === undefined) return undefined;
  const unsafe = typeof given['unsafe'] === 'boolean' ? given['unsafe'] : await pickMode(chain);
  if (unsafe === undefined) return undefined;
  const command: Command = { kind: 'disk.rebase', vm: vm.name, ...(onto.image !== null && { onto: onto.image }), ...(unsafe && { unsafe }), ...speedOf(given) };
  if (!unsafe) return begin(tools, given, command);
  const question = `Rebase the disk of ${vm.name} in unsafe mode?`;
  const detail = 'Only the name of the backing image changes. Where the two images differ, the VM reads what is not its own.';
  if (given['confirmed'] !== true && !(await confirmed(question, detail, 'Rebase Unsafely'))) return undefined;
  return report(await tools.world.apply(command), `The disk of ${vm.name} has another backing image. Check the disk to see what that did.`);
}

function pickRebaseTarget(top: DiskImageInventory | undefined, others: readonly DiskImageInventory[]): Promise<ImageChoice | undefined> {
  const images = others.filter(({ name, damage }) => name !== top?.backing && damage === null);
  const choices: Choice<ImageChoice>[] = [
    ...images.map(({ name, ownBytes }) => ({ label: `$(layers) ${name}`, description: formatBytes(ownBytes), value: { image: name } })),
    ...(top?.backing === null ? [] : [{ label: '$(circle-slash) No backing image', value: NO_IMAGE }]),
  ];
  return pick(choices, 'Rebase onto which image?');
}

function pickMode(chain: DiskChainInventory): Promise<boolean | undefined> {
  return pick(
    [
      { label: '$(shield) Safe', detail: `Copies what differs between the chains: at most ${quietCostText(2 * chain.allocatedBytes, chain.bytesPerSecond)}.`, value: false },
      { label: '$(warning) Unsafe', detail: 'Changes the name alone, at once: right only where both images hold the same.', value: true },
    ],
    'How?',
  );
}

/** Arguments: `vm`, `bytesPerSecond`; `confirmed: true` asks nothing. */
async function copyDisk(given: CommandArguments, tools: CommandTools): CommandResult {
  const found = await chooseDisk(given, tools, 'Copy the disk', ({ chain }) => chain.job === null);
  if (!found) return undefined;
  const { vm, chain } = found;
  const detail = `Copies ${costText(chain.allocatedBytes, chain.bytesPerSecond)} The VM then goes on with the copy, which needs no other image.`;
  if (given['confirmed'] !== true && !(await confirmed(`Copy the whole disk of ${vm.name}?`, detail, 'Copy'))) return undefined;
  return begin(tools, given, { kind: 'disk.copy', vm: vm.name, ...speedOf(given) });
}

/** Argument: `vm`. */
async function cancelJob(given: CommandArguments, tools: CommandTools): CommandResult {
  const found = await chooseDisk(given, tools, 'Cancel the job on the disk', ({ chain }) => chain.job !== null, 'No job works on any disk.');
  if (!found) return undefined;
  return report(await tools.world.apply({ kind: 'disk.cancelJob', vm: found.vm.name }), `The job on the disk of ${found.vm.name} is given up; the disk reads as before.`);
}

/** `quiet: true` does not show the job on the timeline. */
function begin({ world }: CommandTools, given: CommandArguments, command: CommandOf<'disk.commit' | 'disk.stream' | 'disk.rebase' | 'disk.copy'>): Promise<Outcome> {
  return followDiskJob(world, command, given['quiet'] === true);
}

/** An image that the arguments name for this purpose, or that the row of the tree stands for. */
function imageOf(given: CommandArguments, purpose: 'base' | 'onto'): string | undefined {
  return textOf(given, purpose) ?? textOf(given, 'image');
}

function pickImage(images: readonly DiskImageInventory[], placeHolder: string, cost: (image: DiskImageInventory) => string): Promise<string | undefined> {
  return pick(
    images.map((image) => ({ label: `$(layers) ${image.name}`, description: formatBytes(image.ownBytes), detail: `At most ${cost(image)}`, value: image.name })),
    placeHolder,
  );
}

/** Whether an image is this one, or reads from it. */
function readsFrom({ images }: DiskChainInventory, image: DiskImageInventory, base: string): boolean {
  for (let at: DiskImageInventory | undefined = image; at; at = images.find(({ name }) => name === at?.backing)) {
    if (at.name === base) return true;
  }
  return false;
}

function speedOf(given: CommandArguments): { readonly bytesPerSecond?: number } {
  const bytesPerSecond = numberOf(given, 'bytesPerSecond');
  return bytesPerSecond === undefined ? {} : { bytesPerSecond };
}
