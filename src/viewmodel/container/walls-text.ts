import type { WallProbe } from '../../simulator/index.ts';

/** What a container and its host see, side by side, as Markdown. */
export function wallsText(container: string, host: string, probes: readonly WallProbe[]): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const separate = probes.filter((probe) => probe.isSeparate).length;
  return [
    `# What can ${container} see?`,
    '',
    `The same system calls, made by a process in the container and by one of its host ${host}. ${separate} of ${probes.length} answers differ.`,
    '',
    `| Wall | Question | In ${container} | On ${host} | |`,
    '|:--|:--|:--|:--|:--|',
    ...probes.map(({ wall, question, inside, outside, isSeparate }) => `| ${wall} | ${question} | ${cell(inside)} | ${cell(outside)} | ${isSeparate ? 'differs' : 'the same'} |`),
    '',
    'What is the same in spite of all walls is shared: one kernel, one wall clock, one memory. A VM has its own of each.',
    '',
  ].join('\n');
}
