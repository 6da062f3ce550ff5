import { CAPABILITIES, type CheckpointInventory, type ContainerInventory, type HostInventory, type Inventory, type ProcessInventory } from '../../simulator/index.ts';
import { checkpointingPercent } from '../container/checkpoint-text.ts';
import { limitTexts } from '../container/walls-sentence.ts';
import { formatBytes } from '../quantities.ts';
import { checkpointRow } from './checkpoint-rows.ts';
import { escapeMarkdown, factTable } from './markdown.ts';
import { migrationText } from './vm-row.ts';
import type { Row } from './row.ts';

/** A longer list of containers is cut into groups of so many. */
const MOST_IN_A_LIST = 100;

/** Rows by what they show: a container that has not changed is the same object, and so is its row. */
export type KnownRows = WeakMap<ContainerInventory, Row>;

/**
 * The containers of a host, each with its checkpoints and processes below it, very many of them in groups; then the
 * checkpoints that were taken there of containers that are gone.
 */
export function containerRows({ name, containers = [] }: HostInventory, { hosts, checkpoints = [] }: Inventory, known: KnownRows): readonly Row[] {
  const rows = containers.map((container) => {
    const row = known.get(container) ?? containerRow(container);
    known.set(container, row);
    const own = checkpoints.filter((checkpoint) => checkpoint.container === container.name);
    return own.length === 0 ? row : { ...row, children: [...own.map(checkpointRow), ...row.children] };
  });
  return [...inGroups(name, rows), ...checkpointsWithoutContainer(name, hosts, checkpoints)];
}

function checkpointsWithoutContainer(name: string, hosts: readonly HostInventory[], checkpoints: readonly CheckpointInventory[]): readonly Row[] {
  const isGone = (container: string): boolean => !hosts.some(({ containers = [] }) => containers.some((each) => each.name === container));
  return checkpoints.filter(({ host, container }) => host === name && isGone(container)).map(checkpointRow);
}

function inGroups(name: string, rows: readonly Row[]): readonly Row[] {
  if (rows.length <= MOST_IN_A_LIST) return rows;
  const groups = Array.from({ length: Math.ceil(rows.length / MOST_IN_A_LIST) }, (_, index) => index);
  return groups.map((index) => groupRow(name, index, rows.slice(index * MOST_IN_A_LIST, (index + 1) * MOST_IN_A_LIST)));
}

function groupRow(host: string, index: number, rows: readonly Row[]): Row {
  const label = rows.length === 1 ? (rows[0]?.label ?? '') : `${rows[0]?.label ?? ''} … ${rows.at(-1)?.label ?? ''}`;
  const running = rows.filter(({ context }) => context === 'container.running').length;
  const description = `${rows.length === 1 ? '1 container' : `${rows.length} containers`} · ${running} running`;
  return {
    id: `containers/${host}/${index}`,
    target: { kind: 'containers', host },
    label,
    description,
    tooltip: `${escapeMarkdown(label)}: ${description}, in the order in which they were made.`,
    icon: 'layers',
    colour: null,
    context: 'group',
    spoken: `${label}, group on ${host}, ${description}`,
    isFolded: true,
    children: rows,
  };
}

function containerRow(container: ContainerInventory): Row {
  const { name, host, image, state, published = [], processes, work, checkpointing, migration } = container;
  const count = processes.length === 1 ? '1 process' : `${processes.length} processes`;
  const percent = checkpointing === undefined ? '' : ` ${checkpointingPercent(checkpointing)} %`;
  const doing = migration === undefined ? (work === undefined ? '' : `${WORK_WORDS[work]}${percent} · `) : `${migrationText(migration)} · `;
  const ports = published.length === 0 ? '' : ` · ${published.length === 1 ? 'port' : 'ports'} ${published.join(', ')}`;
  const description = `${doing}${image} · ${state === 'running' ? count : state}${ports}`;
  return {
    id: `container/${name}`,
    target: { kind: 'container', container: name },
    label: name,
    description,
    tooltip: tooltip(container),
    ...(work === undefined ? lookOf(state) : { icon: 'sync~spin', colour: 'moving' }),
    context: contextOf(container),
    spoken: `${name}, container on ${host}, ${migration === undefined ? '' : 'migrating '}${description}`,
    isFolded: true,
    children: processes.map((process) => processRow(container, process)),
  };
}

/** `container.running`, and what menus go by: `.busy` with what is under way, and `.broken` where a post-copy waits for its link. */
function contextOf({ state, work, migration }: ContainerInventory): string {
  if (work === undefined) return `container.${state}`;
  const phase = migration?.phase === 'post-copy' ? (migration.awaitsRecovery ? 'arriving.broken' : 'arriving') : work;
  return `container.${state}.busy.${phase}`;
}

const WORK_WORDS: Readonly<Record<NonNullable<ContainerInventory['work']>, string>> = {
  checkpoint: 'being checkpointed', restore: 'being restored', migration: 'migrating',
};

function lookOf(state: ContainerInventory['state']): Pick<Row, 'icon' | 'colour'> {
  return state === 'running' ? { icon: 'package', colour: 'running' } : { icon: 'circle-outline', colour: 'stopped' };
}

function processRow({ name }: ContainerInventory, { pid, inside, command, state }: ProcessInventory): Row {
  const outside = inside === pid ? '' : ` · ${pid} on the host`;
  return {
    id: `process/${name}/${pid}`,
    target: { kind: 'process', container: name, pid },
    label: command,
    description: `${inside}${outside}${state === 'stopped' ? ' · stopped' : ''}`,
    tooltip: `Process ${inside} of ${escapeMarkdown(name)}, which the host knows as ${pid}.`,
    icon: 'gear',
    colour: null,
    context: 'process',
    spoken: `${command}, process ${inside} of ${name}`,
    children: [],
  };
}

function tooltip({ name, host, image, digest, state, address, walls, published = [], memoryBytes, killedForMemory }: ContainerInventory): string {
  return [
    `**${escapeMarkdown(name)}**, container\n`,
    factTable([
      ['State', state],
      ['Image', `${escapeMarkdown(image)} \`${digest.slice(0, 19)}\``],
      ['Namespaces', walls.namespaces.join(', ') || 'none'],
      ['Root', walls.root],
      ['Capabilities', `${walls.capabilities.length} of ${CAPABILITIES.length}`],
      ['Seccomp', walls.seccomp === null ? 'lets all calls through' : `lets ${walls.seccomp.length} calls through`],
      ['Limits', limitTexts(walls.limits).join(', ') || 'none'],
      ['Address', address ?? 'that of the host'],
      ...(published.length > 0 ? [[`Ports of ${escapeMarkdown(host)}`, published.join(', ')] as const] : []),
      ['Memory', formatBytes(memoryBytes)],
      ...(killedForMemory > 0 ? [['Killed for memory', String(killedForMemory)] as const] : []),
    ]),
  ].join('\n');
}
