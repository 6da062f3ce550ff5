import type { ConnectionInventory, JournalEntry, NetworkInventory, SideInventory, VmInventory } from '../../simulator/index.ts';
import { escapeMarkdown } from '../datacenter/markdown.ts';
import { formatTime } from '../quantities.ts';
import { explainConnection } from './explain.ts';
import { clockText } from './network-facts.ts';
import { since } from './sequence-words.ts';

/** Numbers that come before the text in a message (src/simulator/network/guest/message.ts). */
const HEADER_BYTES = 16;
const LONGEST_TEXT = 60;

/** All there is to tell of a connection, as Markdown: which outcome and why, both sides, timers, the latest segments. */
export function connectionDocument(vm: VmInventory, peer: string): string {
  const { network } = vm;
  const connection = network?.connections.find((one) => one.peer === peer);
  if (network === undefined || connection === undefined) return `# ${escapeMarkdown(peer)}\n\nThis connection is forgotten.\n`;
  const { outcome, sentences } = explainConnection(connection, vm.name, network);
  return [
    `# ${escapeMarkdown(peer)} and ${escapeMarkdown(vm.name)}: ${outcome}`,
    ...sentences.map(escapeMarkdown),
    '## Both sides',
    'Bytes are counted from the beginning of each stream; real sequence numbers begin at a random one.',
    sidesTable(connection, vm.name),
    '## Around them',
    surroundings(network, vm.name),
    '## Latest segments, the last one first',
    journalTable(connection),
    '',
  ].join('\n\n');
}

function sidesTable({ peer, peerSide, vmSide }: ConnectionInventory, vm: string): string {
  const { initialSend, initialReceive } = peerSide;
  const cell = (side: SideInventory | null, read: (side: SideInventory) => string): string => (side === null ? '–' : read(side));
  const row = (name: string, peerText: string, vmText: string): string => `| ${name} | ${peerText} | ${vmText} |`;
  const timer = ({ retransmitIn }: SideInventory): string => (retransmitIn === null ? 'off' : `in ${formatTime(retransmitIn)}`);
  return [
    `| | ${escapeMarkdown(peer)}, outside | ${escapeMarkdown(vm)}, in its memory |`,
    '|:--|:--|:--|',
    row('State', peerSide.state, vmSide?.state ?? 'not in its table'),
    row('Next byte to send (SND.NXT)', String(since(initialSend, peerSide.sendNext)), cell(vmSide, (side) => String(since(initialReceive, side.sendNext)))),
    row('Oldest not acknowledged (SND.UNA)', String(since(initialSend, peerSide.sendUnacknowledged)), cell(vmSide, (side) => String(since(initialReceive, side.sendUnacknowledged)))),
    row('Next byte expected (RCV.NXT)', String(since(initialReceive, peerSide.receiveNext)), cell(vmSide, (side) => String(since(initialSend, side.receiveNext)))),
    row('Sent again', String(peerSide.retransmissions), cell(vmSide, (side) => String(side.retransmissions))),
    row('Retransmission timer', timer(peerSide), cell(vmSide, timer)),
    row('Gives up after', formatTime(peerSide.giveUpAfter), cell(vmSide, (side) => formatTime(side.giveUpAfter))),
    row('Keep-alive after', formatTime(peerSide.keepAliveAfter), cell(vmSide, (side) => formatTime(side.keepAliveAfter))),
  ].join('\n');
}

function surroundings({ address, hasGenerationDevice, clockBehind, outputCommit, twins, held }: NetworkInventory, vm: string): string {
  const commit = outputCommit === null ? 'at once' : `with a checkpoint every ${formatTime(outputCommit)}, ${held} waiting`;
  return [
    `- Address of ${escapeMarkdown(vm)}: ${address}${twins.length === 0 ? '' : `, and of ${escapeMarkdown(twins.join(', '))} too`}`,
    `- VM generation ID: ${hasGenerationDevice ? 'there, and the guest watches it' : 'no such device'}`,
    `- Wall clock of the guest: ${clockText(clockBehind)}`,
    `- What it says goes out: ${commit}`,
  ].join('\n');
}

function journalTable(connection: ConnectionInventory): string {
  const lines = connection.journal.map((entry) => journalLine(entry, connection)).reverse();
  return ['| Time | From | Segment | |', '|:--|:--|:--|:--|', ...lines].join('\n');
}

function journalLine({ time, from, segment, lost }: JournalEntry, { peer, peerSide }: ConnectionInventory): string {
  const own = from === null ? peerSide.initialSend : peerSide.initialReceive;
  const other = from === null ? peerSide.initialReceive : peerSide.initialSend;
  const flags = [segment.syn && 'SYN', segment.fin && 'FIN', segment.rst && 'RST', segment.acknowledgement !== null && 'ACK'].filter((flag) => flag !== false);
  const start = since(own, segment.sequence);
  const bytes = segment.data.length > 0 ? ` bytes ${start} to ${start + segment.data.length - 1},` : ` at ${start},`;
  const text = readable(segment.data.slice(HEADER_BYTES));
  const acknowledges = segment.acknowledgement === null ? '' : ` expects ${since(other, segment.acknowledgement)}`;
  return `| ${(time / 1e9).toFixed(4)} s | ${escapeMarkdown(from ?? peer)} | ${flags.join('+')}${bytes.replace(/,$/, acknowledges === '' ? '' : ',')}${acknowledges}${text === '' ? '' : `: "${escapeMarkdown(text)}"`} | ${lost === null ? '' : `lost: ${escapeMarkdown(lost)}`} |`;
}

/** What a program in the guest was asked or answered, where it is text. */
function readable(bytes: readonly number[]): string {
  const text = String.fromCharCode(...bytes.slice(0, LONGEST_TEXT));
  if (!/^[\x20-\x7e]*$/.test(text)) return '';
  return bytes.length > LONGEST_TEXT ? `${text}…` : text;
}
