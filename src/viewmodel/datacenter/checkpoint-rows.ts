import type { CheckpointInventory } from '../../simulator/index.ts';
import { formatBytes, formatCount, formatTime } from '../quantities.ts';
import { escapeMarkdown, factTable } from './markdown.ts';
import type { Row } from './row.ts';

/** A checkpoint of a container, with the files that it is made of below it. */
export function checkpointRow(checkpoint: CheckpointInventory): Row {
  const { name, container, takenAt, bytes, files } = checkpoint;
  const description = `at ${formatTime(takenAt)} · ${formatBytes(bytes)}`;
  return {
    id: `checkpoint/${name}`,
    target: { kind: 'checkpoint', checkpoint: name },
    label: name,
    description,
    tooltip: tooltip(checkpoint),
    icon: 'archive',
    colour: null,
    context: 'checkpoint',
    spoken: `${name}, checkpoint of ${container}, taken ${description}`,
    isFolded: true,
    children: files.map((file) => fileRow(name, file)),
  };
}

function fileRow(checkpoint: string, { name, bytes }: CheckpointInventory['files'][number]): Row {
  return {
    id: `checkpointFile/${checkpoint}/${name}`,
    target: { kind: 'checkpoint', checkpoint },
    label: name,
    description: formatBytes(bytes),
    tooltip: `${escapeMarkdown(name)} of checkpoint ${escapeMarkdown(checkpoint)}: ${formatBytes(bytes)}, named as CRIU does.`,
    icon: 'file-binary',
    colour: null,
    context: 'checkpointFile',
    spoken: `${name}, file of checkpoint ${checkpoint}, ${formatBytes(bytes)}`,
    children: [],
  };
}

function tooltip({ name, container, host, takenAt, published = [], processes, pages, bytes, leftRunning, tcpEstablished, figures }: CheckpointInventory): string {
  const { preDumps, finalDump, frozenTime, totalTime } = figures;
  return [
    `**${escapeMarkdown(name)}**, checkpoint of ${escapeMarkdown(container)}\n`,
    factTable([
      ['Taken', `on ${escapeMarkdown(host)} at ${formatTime(takenAt)}; the container ${leftRunning ? 'ran on' : 'was stopped'}`],
      ['Size', formatBytes(bytes)],
      ['Processes', String(processes)],
      ['Pages', formatCount(pages)],
      ['Stood still', `${formatTime(frozenTime)} of ${formatTime(totalTime)}`],
      ['Written while it ran', preDumps.length === 0 ? 'nothing' : preDumps.map(({ pagesWritten }) => formatCount(pagesWritten)).join(', ')],
      ['Written while it stood still', formatCount(finalDump.pagesWritten)],
      ...(published.length > 0 ? [['Ports of its host', published.join(', ')] as const] : []),
      ['Established connections', tcpEstablished ? 'taken along' : 'none'],
    ]),
  ].join('\n');
}
