import type { DiskChainInventory, DiskImageInventory, VmInventory } from '../../simulator/index.ts';
import { escapeMarkdown, factTable } from '../datacenter/markdown.ts';
import type { Row, RowColour } from '../datacenter/row.ts';
import { formatBytes, formatRate } from '../quantities.ts';
import { diskText, jobText } from './disk-text.ts';

/** The disk of a VM, and below it its images, each under the one that it is backed by. Empty where nothing is known of it. */
export function diskRows(vm: VmInventory): readonly Row[] {
  const { chain } = vm;
  if (chain === undefined) return [];
  const description = diskText(vm, chain);
  return [
    {
      id: `disk/${vm.name}`,
      target: { kind: 'disk', vm: vm.name },
      label: 'Disk',
      description,
      tooltip: diskTooltip(vm, chain),
      ...(chain.job === null ? { icon: 'database', colour: null } : { icon: 'sync~spin', colour: 'moving' }),
      context: contextOf(vm, chain),
      spoken: `Disk of ${vm.name}, ${description}`,
      isFolded: true,
      children: chain.images.length === 1 ? [] : imagesAbove(vm, chain, null),
    },
  ];
}

/** `disk`, and what menus go by: `.files`, `.job`, `.chained` where there is something to commit or stream. */
function contextOf({ disk }: VmInventory, { depth, job }: DiskChainInventory): string {
  const flags = { files: disk?.files === true, job: job !== null, chained: depth > 1 };
  return ['disk', ...Object.entries(flags).flatMap(([flag, holds]) => (holds ? [flag] : []))].join('.');
}

function imagesAbove(vm: VmInventory, chain: DiskChainInventory, backing: string | null): readonly Row[] {
  return chain.images.filter((image) => image.backing === backing).map((image) => imageRow(vm, chain, image));
}

type Place = 'top' | 'below' | 'other';

function imageRow(vm: VmInventory, chain: DiskChainInventory, image: DiskImageInventory): Row {
  const number = chain.images.indexOf(image);
  const place: Place = number === 0 ? 'top' : number < chain.depth ? 'below' : 'other';
  // A commit into an image that a snapshot holds: what that was has the same name as what it is.
  const isSecond = chain.images.findIndex(({ name }) => name === image.name) < number;
  const held = vm.snapshots.filter(({ id }) => image.snapshots.includes(id)).map(({ name }) => name);
  const parts = [
    formatBytes(image.ownBytes),
    ...(place === 'top' ? ['written'] : []),
    ...held.map((name) => `"${name}"`),
    ...(image.damage === null ? [] : ['garbage']),
  ];
  const description = parts.join(' · ');
  return {
    id: `image/${vm.name}/${image.name}${isSecond ? '/before' : ''}`,
    target: { kind: 'image', vm: vm.name, image: image.name },
    label: image.name,
    description,
    tooltip: imageTooltip(image, held, place),
    ...lookOf(image, place),
    context: `image.${place}${image.damage === null ? '' : '.damaged'}`,
    spoken: `${image.name}, image of the disk of ${vm.name}, ${description}`,
    children: place === 'top' ? [] : imagesAbove(vm, chain, image.name),
  };
}

function lookOf({ damage }: DiskImageInventory, place: Place): { readonly icon: string; readonly colour: RowColour | null } {
  if (damage !== null) return { icon: 'warning', colour: 'failed' };
  return place === 'top' ? { icon: 'edit', colour: 'here' } : { icon: 'layers', colour: place === 'other' ? 'stopped' : null };
}

const PLACES: Readonly<Record<Place, string>> = {
  top: 'the top, which is written',
  below: 'below the top: the VM reads from it',
  other: 'the VM does not read from it now',
};

function imageTooltip(image: DiskImageInventory, held: readonly string[], place: Place): string {
  return [
    `**${escapeMarkdown(image.name)}**, image of a disk\n`,
    ...(image.damage === null ? [] : [`It holds garbage, since ${escapeMarkdown(image.damage)}.\n`]),
    factTable([
      ['Place', PLACES[place]],
      ['Clusters of its own', formatBytes(image.ownBytes)],
      ['Its file', formatBytes(image.fileBytes)],
      ['Backing image', image.backing === null ? 'none' : escapeMarkdown(image.backing)],
      ...(held.length === 0 ? [] : [['Held by', held.map((name) => `"${escapeMarkdown(name)}"`).join(', ')] as const]),
    ]),
  ].join('\n');
}

function diskTooltip(vm: VmInventory, chain: DiskChainInventory): string {
  const { disk } = vm;
  return [
    `Disk of **${escapeMarkdown(vm.name)}**\n`,
    factTable([
      ...(disk === undefined ? [] : [['Size', formatBytes(disk.bytes)] as const, ['Where', disk.shared === true ? 'on storage that all hosts share' : `on ${escapeMarkdown(vm.host)}`] as const]),
      ['Content', disk?.files === true ? 'files' : 'blocks of a statistical guest'],
      ...(chain.job === null ? [] : [['Under way', `${chain.job.operation}, ${jobText(chain.job)}`] as const]),
      ['Images', String(chain.images.length)],
      ['Chain', chain.images.slice(0, chain.depth).map(({ name }) => escapeMarkdown(name)).join(' → ')],
      ['Allocated', formatBytes(chain.allocatedBytes)],
      ['Copies at', formatRate(chain.bytesPerSecond)],
    ]),
  ].join('\n');
}
