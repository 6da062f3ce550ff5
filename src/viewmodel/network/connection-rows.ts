import type { ConnectionInventory, NetworkInventory, VmInventory } from '../../simulator/index.ts';
import { escapeMarkdown, factTable } from '../datacenter/markdown.ts';
import type { Row, RowColour } from '../datacenter/row.ts';
import { formatTime } from '../quantities.ts';
import { plural } from '../timeline/units.ts';
import { explainConnection, OUTCOME_WORDS } from './explain.ts';
import { hexadecimal, positionsOf } from './sequence-words.ts';

/** The connections of a VM, in the order in which they were opened. */
export function connectionRows(vm: VmInventory): readonly Row[] {
  const { network } = vm;
  return network === undefined ? [] : network.connections.map((connection) => connectionRow(connection, vm.name, network));
}

function connectionRow(connection: ConnectionInventory, vm: string, network: NetworkInventory): Row {
  const { peer, outcome, end } = connection;
  const description = descriptionOf(connection);
  return {
    id: `connection/${vm}/${peer}`,
    target: { kind: 'connection', vm, peer },
    label: peer,
    description,
    tooltip: tooltip(connection, vm, network),
    ...(outcome === 'in-step' && connection.repeated !== null ? SHARED_NUMBER : LOOKS[outcome]),
    context: end === null ? 'connection.open' : 'connection.ended',
    spoken: `${peer}, connection with ${vm}, ${description}`,
    children: [],
  };
}

const LOOKS: Readonly<Record<ConnectionInventory['outcome'], { readonly icon: string; readonly colour: RowColour | null }>> = {
  opening: { icon: 'sync', colour: 'moving' },
  'in-step': { icon: 'plug', colour: 'running' },
  waiting: { icon: 'watch', colour: 'paused' },
  ahead: { icon: 'warning', colour: 'paused' },
  reset: { icon: 'debug-disconnect', colour: 'failed' },
  refused: { icon: 'debug-disconnect', colour: 'failed' },
  'timed-out': { icon: 'history', colour: 'failed' },
  gone: { icon: 'person', colour: 'failed' },
  closed: { icon: 'circle-slash', colour: 'stopped' },
};

/** It goes on, but with a random number that another session has. */
const SHARED_NUMBER = { icon: 'warning', colour: 'paused' } as const;

/** "in step · 12 answers · 500 µs", "reset by web-2". */
function descriptionOf({ outcome, answers, latency, end, peerSide, vm, repeated }: ConnectionInventory): string {
  const by = end?.kind === 'reset' ? ` by ${end.from}${end.from === vm ? '' : ', its twin'}` : '';
  const parts = [...(repeated === null ? [] : [`same number as ${repeated.before}`]), `${OUTCOME_WORDS[outcome]}${by}`];
  if (outcome === 'waiting' && peerSide.retransmissions > 0) parts.push(`sent ${plural(peerSide.retransmissions + 1, 'time')}`);
  if (outcome === 'in-step') parts.push(plural(answers, 'answer'));
  if (outcome === 'in-step' && latency !== null) parts.push(formatTime(latency));
  return parts.join(' · ');
}

function tooltip(connection: ConnectionInventory, vm: string, network: NetworkInventory): string {
  const { peer, from, to, latency, session, peerSide, vmSide } = connection;
  const { sentences } = explainConnection(connection, vm, network);
  const { peerReceived, vmSent, vmReceived, peerSent } = positionsOf(connection);
  const facts: (readonly [string, string])[] = [
    ['From', from],
    ['To', to],
    [`State at ${escapeMarkdown(peer)}`, peerSide.state],
    [`State in ${escapeMarkdown(vm)}`, vmSide?.state ?? 'not in its table'],
    [`Bytes of ${escapeMarkdown(vm)}`, `received up to ${peerReceived}${vmSent === null ? '' : `, sent up to ${vmSent}`}`],
    [`Bytes of ${escapeMarkdown(peer)}`, `sent up to ${peerSent}${vmReceived === null ? '' : `, received up to ${vmReceived}`}`],
    ...(latency === null ? [] : [['Latest answer after', formatTime(latency)] as const]),
    ...(session === null ? [] : [['Session number', hexadecimal(session)] as const]),
  ];
  return [`**${escapeMarkdown(peer)}**, connection with ${escapeMarkdown(vm)}\n`, ...sentences.map((sentence) => `${escapeMarkdown(sentence)}\n`), factTable(facts)].join('\n');
}
