import { CAPABILITIES, type ContainerInventory, type HostInventory, type ProcessInventory } from '../../simulator/index.ts';
import { limitTexts } from '../container/walls-sentence.ts';
import { formatBytes } from '../quantities.ts';
import { escapeMarkdown, factTable } from './markdown.ts';
import type { Row } from './row.ts';

/** The containers of a host, each with its processes below it. */
export function containerRows({ containers = [] }: HostInventory): readonly Row[] {
  return containers.map(containerRow);
}

function containerRow(container: ContainerInventory): Row {
  const { name, host, image, state, processes } = container;
  const count = processes.length === 1 ? '1 process' : `${processes.length} processes`;
  const description = state === 'running' ? `${image} · ${count}` : `${image} · ${state}`;
  return {
    id: `container/${name}`,
    target: { kind: 'container', container: name },
    label: name,
    description,
    tooltip: tooltip(container),
    icon: state === 'running' ? 'package' : 'circle-outline',
    colour: state === 'running' ? 'running' : 'stopped',
    context: `container.${state}`,
    spoken: `${name}, container on ${host}, ${description}`,
    isFolded: true,
    children: processes.map((process) => processRow(container, process)),
  };
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

function tooltip({ name, image, digest, state, address, walls, memoryBytes, killedForMemory }: ContainerInventory): string {
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
      ['Memory', formatBytes(memoryBytes)],
      ...(killedForMemory > 0 ? [['Killed for memory', String(killedForMemory)] as const] : []),
    ]),
  ].join('\n');
}
