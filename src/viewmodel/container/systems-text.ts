import { escapeMarkdown } from '../datacenter/markdown.ts';
import { PRESET_WORDS, PRESETS, presetRows } from './preset-rows.ts';
import { SYSTEM_ROWS, type SystemFact } from './system-facts.ts';

/** Containers, jails and zones in the same terms, as Markdown. */
export function systemsText(): string {
  const cell = ({ text, source }: SystemFact): string => `${escapeMarkdown(text)}<br>*${escapeMarkdown(source)}*`;
  return [
    '# Containers, jails and zones',
    '',
    'Linux puts a container together from parts; a jail of FreeBSD and a zone of illumos are one thing each. All of them share the kernel of their host.',
    '',
    '## What each has',
    '',
    '| | Linux container | FreeBSD jail | illumos zone |',
    '|:--|:--|:--|:--|',
    ...SYSTEM_ROWS.map(({ subject, linux, freebsd, illumos }) => `| **${subject}** | ${cell(linux)} | ${cell(freebsd)} | ${cell(illumos)} |`),
    '',
    '## How VirtLab builds them',
    '',
    'A jail and a zone as near as Linux’s parts come to them: these are the walls that *Create Container…* puts up under each name.',
    '',
    `| Wall | ${PRESETS.map((preset) => PRESET_WORDS[preset]).join(' | ')} |`,
    `|:--|${PRESETS.map(() => ':--').join('|')}|`,
    ...presetRows().map(({ wall, cells }) => `| **${wall}** | ${PRESETS.map((preset) => cells[preset]).join(' | ')} |`),
    '',
    'What differs from the real ones: processes of a jail have numbers of their own here, since Linux has no other way to hide those of others; and a zone’s limits are set to be seen at work.',
    '',
  ].join('\n');
}
