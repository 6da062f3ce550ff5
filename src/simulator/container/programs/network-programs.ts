import { NANOSECONDS_PER_SECOND } from '../../kernel/time.ts';
import { decodeUtf8 } from '../../kernel/utf8.ts';
import { pagesIn } from '../process/address-space.ts';
import { errorText } from './error-text.ts';
import { PING } from './ping.ts';
import { optionsOf, refuse } from './options.ts';
import { type ProcessView, ProgramFailure } from './process-view.ts';
import { atOnce, exit, type Program, type Step, waitFor } from './program.ts';

/** The shortest time after which TCP sends again (Linux, TCP_RTO_MIN). */
const RETRY = NANOSECONDS_PER_SECOND / 5;
/** What nc keeps for what passes through it. */
const BUFFER_BYTES = 65_536;

/** The verbs that show; none is one of them. */
const SHOWS: ReadonlySet<string> = new Set(['show', 'list', 'ls']);

function ip(process: ProcessView, args: readonly string[]): number {
  const words = args.filter((word) => word !== 'dev' && word !== 'type');
  const [object = 'addr', verb = 'show', ...rest] = words;
  const [first = '', second = '', third = ''] = rest;
  if ('address'.startsWith(object) && verb === 'add') process.must(first, 'address_add', second, first);
  else if ('link'.startsWith(object) && verb === 'add') addLink(process, rest);
  else if ('link'.startsWith(object) && verb === 'set') setLink(process, rest);
  else if ('link'.startsWith(object) && (verb === 'del' || verb === 'delete')) process.must(first, 'link_delete', first);
  else if ('route'.startsWith(object) && verb === 'add' && second === 'via') process.must(first, 'route_add', first, third);
  else if ('address'.startsWith(object) && SHOWS.has(verb)) showLinks(process, true);
  else if ('link'.startsWith(object) && SHOWS.has(verb)) showLinks(process, false);
  else if ('route'.startsWith(object) && SHOWS.has(verb)) showRoutes(process);
  else if (!['address', 'link', 'route'].some((known) => known.startsWith(object))) throw new ProgramFailure(`Object "${object}" is unknown, try "ip --help".`);
  else throw new ProgramFailure(`Command "${verb}" is unknown, try "ip --help".`);
  return 0;
}

function addLink(process: ProcessView, words: readonly string[]): void {
  const [name = '', kind = '', ...rest] = words[0] === 'name' ? words.slice(1) : words;
  const peer = rest[rest.indexOf('name') + 1] ?? rest.at(-1) ?? '';
  if (kind !== 'veth' && kind !== 'bridge') throw new ProgramFailure('makes links of type veth or bridge');
  process.must(name, 'link_add', name, kind, kind === 'veth' ? peer : '');
}

function setLink(process: ProcessView, words: readonly string[]): void {
  const [name = '', ...rest] = words;
  const after = (word: string): string | undefined => (rest.includes(word) ? rest[rest.indexOf(word) + 1] : undefined);
  const master = after('master');
  const pid = after('netns');
  const newName = after('name');
  process.must(name, 'link_set', name, {
    ...(rest.includes('up') ? { up: true } : {}), ...(rest.includes('down') ? { up: false } : {}),
    ...(master === undefined ? {} : { master }), ...(rest.includes('nomaster') ? { master: null } : {}),
    ...(pid === undefined ? {} : { namespaceOf: Number(pid) }), ...(newName === undefined ? {} : { name: newName }),
  });
}

function showLinks(process: ProcessView, withAddresses: boolean): void {
  process.must('ip', 'link_list').forEach((link, index) => {
    const isLoopback = link.kind === 'loopback';
    const flags = [isLoopback ? 'LOOPBACK' : 'BROADCAST,MULTICAST', ...(link.isUp ? ['UP', 'LOWER_UP'] : [])].join(',');
    const state = isLoopback ? 'UNKNOWN' : link.isUp ? 'UP' : 'DOWN';
    process.print(`${index + 1}: ${link.name}: <${flags}> mtu ${isLoopback ? 65_536 : 1500}${link.bridge === null ? '' : ` master ${link.bridge}`} state ${link.isUp ? state : 'DOWN'}\n`);
    if (!withAddresses) return;
    if (isLoopback && link.isUp) process.print('    inet 127.0.0.1/8 scope host lo\n');
    for (const address of link.addresses) process.print(`    inet ${address} scope global ${link.name}\n`);
  });
}

function showRoutes(process: ProcessView): void {
  for (const route of process.must('ip', 'route_list')) process.print(`${route}\n`);
}

interface DatagramMemory {
  socket: number;
  /** Who is spoken to; a listener answers the last one who wrote. */
  peer: { readonly address: string; readonly port: number } | null;
  inputEnded: boolean;
}

/** nc -u: each piece of input is a message, and each message that comes is printed. There is no end but Ctrl-C. */
function datagrams(process: ProcessView, address: string, port: string, listens: boolean): Step {
  const { memory } = process;
  if (memory['datagrams'] === undefined) {
    const socket = process.must('nc', 'socket', 'datagram');
    if (listens) process.must(port, 'bind', socket, '0.0.0.0', Number(port));
    else process.must(`connect to ${address} port ${port} (udp) failed`, 'connect', socket, address, Number(port));
    memory['datagrams'] = { socket, peer: listens ? null : { address, port: Number(port) }, inputEnded: false } satisfies DatagramMemory;
  }
  const state = memory['datagrams'] as DatagramMemory;
  receive(process, state);
  while (!state.inputEnded && state.peer !== null && hasInput(process)) {
    const input = process.call('read', 0);
    if (!input.ok) break;
    if (input.value.length === 0) state.inputEnded = true;
    else if (listens) process.must('nc', 'sendto', state.socket, input.value, state.peer.address, state.peer.port);
    else process.must('nc', 'write', state.socket, input.value);
  }
  receive(process, state);
  // Whoever pipes something in wants it sent, and no answer.
  if (state.inputEnded && !listens) return exit(0);
  return waitFor({ for: 'either', descriptors: state.inputEnded || state.peer === null ? [state.socket] : [state.socket, 0] });
}

/** Prints the messages that have come, and remembers who wrote. */
function receive(process: ProcessView, state: DatagramMemory): void {
  for (;;) {
    const answer = process.call('recvfrom', state.socket);
    if (!answer.ok && answer.errno === 'ECONNREFUSED') throw new ProgramFailure(`read failed (udp): Connection refused`);
    if (!answer.ok) return;
    state.peer = { address: answer.value.address, port: answer.value.port };
    process.write(answer.value.bytes);
  }
}

/** nc: connects and passes on, or with -l waits for one connection. */
function netcat(process: ProcessView): Step {
  const { memory } = process;
  const { flags, operands } = optionsOf(process, 'lunvkz', 'pw');
  const [address = '', port = ''] = flags.has('l') ? ['', operands.at(-1) ?? ''] : operands;
  if (!/^\d+$/.test(port)) refuse(process, address === '' && !flags.has('l') ? 'missing hostname and port' : 'missing port number');
  if (flags.has('u')) return datagrams(process, address, port, flags.has('l'));
  if (memory['socket'] === undefined) open(process);
  const socket = Number(memory['socket']);
  if (memory['listens'] === true) {
    const accepted = process.call('accept', socket);
    if (!accepted.ok) return waitFor({ for: 'readable', descriptor: socket });
    process.call('close', socket);
    memory['socket'] = accepted.value;
    memory['listens'] = false;
    return netcat(process);
  }
  const wait = useBuffer(process);
  if (wait !== null) return wait;
  if (memory['inputEnded'] !== true) passInput(process, socket);
  if (memory['unsent'] !== undefined) return waitFor({ for: 'time', until: process.now + RETRY });
  for (;;) {
    const answer = process.call('read', socket);
    if (!answer.ok && answer.errno !== 'EAGAIN') return exit(1);
    if (answer.ok && answer.value.length === 0) return exit(0);
    if (!answer.ok) break;
    process.print(decodeUtf8(answer.value));
    count(memory);
  }
  // A listener goes on until the other end closes; a client without more input closes.
  if (memory['inputEnded'] === true && memory['isServer'] !== true) return exit(0);
  return waitFor({ for: 'either', descriptors: memory['inputEnded'] === true ? [socket] : [socket, 0] });
}

function open(process: ProcessView): void {
  const { memory } = process;
  const listens = process.args.includes('-l');
  const words = process.args.filter((word) => !word.startsWith('-'));
  const socket = process.must('nc', 'socket', 'stream');
  memory['socket'] = socket;
  // Where it may not have a buffer of its own it does without.
  process.call('allocate', BUFFER_BYTES);
  memory['listens'] = listens;
  memory['isServer'] = listens;
  memory['inputEnded'] = false;
  if (!listens) {
    const [address = '', port = ''] = words;
    process.must(`connect to ${address} port ${port} (tcp) failed`, 'connect', socket, address, Number(port));
    return;
  }
  const port = words.at(-1) ?? '';
  process.must(port, 'bind', socket, '0.0.0.0', Number(port));
  process.must(port, 'listen', socket);
}

/** In the background what is typed is for others. */
function hasInput(process: ProcessView): boolean {
  const polled = process.call('poll', 0);
  return !polled.ok || polled.value;
}

/** Sends what there is to send; what finds no way or no room now is tried again. */
function passInput(process: ProcessView, socket: number): void {
  const { memory } = process;
  for (;;) {
    if (memory['unsent'] === undefined) {
      if (!hasInput(process)) return;
      const input = process.call('read', 0);
      if (!input.ok && input.errno === 'EAGAIN') return;
      if (!input.ok || input.value.length === 0) {
        memory['inputEnded'] = true;
        return;
      }
      memory['unsent'] = input.value;
    }
    const unsent = memory['unsent'] as Uint8Array;
    const sent = process.call('write', socket, unsent);
    if (!sent.ok && sent.errno === 'EAGAIN') return;
    if (!sent.ok) throw new ProgramFailure(`nc: ${errorText(sent.errno)}`);
    count(memory);
    if (sent.value < unsent.length) memory['unsent'] = unsent.slice(sent.value);
    else delete memory['unsent'];
  }
}

/** What has passed went through the pages of the buffer, one after the other; a page that is not here is waited for. */
function useBuffer(process: ProcessView): Step | null {
  const { memory } = process;
  const pages = pagesIn(process.task);
  for (let used = Number(memory['used'] ?? 0); pages > 0 && used < Number(memory['passed'] ?? 0); used++) {
    if (!process.writePage(used % pages, used + 1)) return waitFor({ for: 'page', page: used % pages });
    memory['used'] = used + 1;
  }
  return null;
}

function count(memory: ProcessView['memory']): void {
  memory['passed'] = Number(memory['passed'] ?? 0) + 1;
}

/** Programs that set up the network, and talk over it. */
export const NETWORK_PROGRAMS: readonly Program[] = [
  atOnce('ip', 'ip addr | ip link add NAME type veth peer name NAME | ip link add NAME type bridge | ip link set NAME up|down|master BRIDGE|netns PID | ip addr add A.B.C.D/N dev NAME | ip route add default via A.B.C.D', 'Shows and changes interfaces, addresses and routes.', ip),
  PING,
  { name: 'nc', usage: 'nc [-u] ADDRESS PORT | nc [-u] -l PORT', about: 'Sends its input over a connection and prints what comes; -l waits for one, -u sends datagrams.', step: netcat },
];
