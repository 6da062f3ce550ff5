import type { Experiment, ExperimentReport, ExperimentTrial, Observation } from '../../simulator/index.ts';
import { escapeMarkdown } from '../datacenter/markdown.ts';
import { formatBytes } from '../quantities.ts';
import { cellText } from './experiment-cell.ts';
import { whyText } from './experiment-why.ts';

/** What each experiment is called, and what it asks. */
export const EXPERIMENT_WORDS: Readonly<Record<Experiment, { readonly title: string; readonly question: string }>> = {
  'kernel-panic': { title: 'A kernel panic', question: 'Who stands still when it crashes its kernel?' },
  'clock-change': { title: 'Another time', question: 'Whose wall clock changes when it sets its own?' },
  'cpu-hog': { title: 'A neighbour that wants every vCPU', question: 'What do the others get when it computes with 16 processes?' },
  'memory-hog': { title: 'A neighbour that wants all memory', question: 'Who is killed when it takes more than there is?' },
};

const ROLES: Readonly<Record<Observation['role'], string>> = { offender: 'the offender', container: 'container', vm: 'VM', host: 'the host' };

/** An experiment in a container and in a VM side by side, as Markdown. */
export function experimentText({ experiment, host, vcpus, setAsideBytes, unwatched, trials }: ExperimentReport): string {
  const { title, question } = EXPERIMENT_WORDS[experiment];
  const row = (head: string, cell: (trial: ExperimentTrial) => string): string => `| ${[head, ...trials.map(cell)].join(' | ')} |`;
  const parties = trials[0]?.observations ?? [];
  return [
    `# ${title}: in a container, and in a VM`,
    '',
    `${question} Tried on copies of the data center, a second before it and a second after; ${escapeMarkdown(host)} itself was not touched.${asideText(setAsideBytes)}${leftOut(unwatched)}`,
    '',
    row('', ({ label }) => label),
    `|:--|${trials.map(() => ':--').join('|')}|`,
    row('What it did', deedText),
    row('What its shell said', ({ answer }) => (answer === '' ? 'nothing' : escapeMarkdown(answer))),
    ...parties.map(({ who, role }, index) => row(`**${escapeMarkdown(who)}**${role === 'offender' ? '' : `, ${ROLES[role]}`}`, ({ observations }) => observedText(experiment, observations[index]))),
    '',
    '## Why',
    '',
    ...trials.map((trial) => `- **${trial.label}.** ${escapeMarkdown(whyText(experiment, trial, vcpus))}`),
    '',
  ].join('\n');
}

function deedText({ deed: { line, times } }: ExperimentTrial): string {
  return times === 1 ? `\`${line}\`` : `${times} times \`${line}\``;
}

function observedText(experiment: Experiment, observation: Observation | undefined): string {
  return observation === undefined ? '' : escapeMarkdown(cellText(experiment, observation));
}

function asideText(bytes: number): string {
  return bytes === 0 ? '' : ` So that its memory ends soon, ${formatBytes(bytes)} of it were set aside for a VM without work.`;
}

function leftOut(unwatched: number): string {
  if (unwatched === 0) return '';
  return unwatched === 1 ? ' One more container or VM ran too and is not in the table.' : ` ${unwatched} more containers and VMs ran too and are not in the table.`;
}
