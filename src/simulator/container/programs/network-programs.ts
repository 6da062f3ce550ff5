import { NANOSECONDS_PER_SECOND } from '../../kernel/time.ts';
import { decodeUtf8 } from '../../kernel/utf8.ts';
import { pagesIn } from '../process/address-space.ts';
import { errorText } from './error-text.ts';
import { type ProcessView, ProgramFailure } from './process-view.ts';
import { atOnce, exit, type Program, type Step, waitFor } from './program.ts';

/** What nc keeps for what passes through it. */
const BUFFER_BYTES = 65_536;

function ip(process: ProcessView, args: readonly string[]): number {
  const words = args.filter((word) => word !== 'dev' && word !== 'type');
  const [object = 'addr', verb = 'show', ...rest] = words;
  const [first = '', second = '', third = ''] = rest;
  if ('address'.startsWith(object) && verb === 'add') process.must(first, 'address_add', second, first);
  else if ('link'.startsWith(object) && verb === 'add') addLink(process, rest);
  else if ('link'.startsWith(object) && verb === 'set') setLink(process, rest);
  else if ('link'.startsWith(object) && (verb === 'del' || verb === 'delete')) process.must(first, 'link_delete', first);
  else if ('route'.startsWith(object) && verb === 'add' && second === 'via') process.must(first, 'route_add', first, third);
  else if (('address'.startsWith(object) || 'link'.startsWith(object)) && verb === 'show') show(process);
  else throw new ProgramFailure('knows addr, addr add, link add, link set, link del and route add; --help tells more');
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

function show(process: ProcessView): void {
  process.must('ip', 'link_list').forEach((link, index) => {
    process.print(`${index + 1}: ${link.name}: ${link.isUp ? 'UP' : 'DOWN'}, ${link.kind}${link.bridge === null ? '' : `, in ${link.bridge}`}\n`);
    for (const address of link.addresses) process.print(`    inet ${address}\n`);
    if (link.kind === 'loopback' && link.isUp) process.print('    inet 127.0.0.1/8\n');
  });
}

function ping(process: ProcessView): Step {
  const at = process.args.indexOf('-c');
  const times = at < 0 ? 4 : Number(process.args[at + 1]);
  const address = process.args.find((word, index) => !word.startsWith('-') && (at < 0 || index !== at + 1)) ?? '';
  const sent = Number(process.memory['sent'] ?? 0);
  const got = Number(process.memory['got'] ?? 0);
  if (sent >= times) {
    process.print(`${sent} sent, ${got} answered\n`);
    return exit(got > 0 ? 0 : 1);
  }
  const answer = process.call('echo', address);
  if (answer.ok) process.print(`answer from ${address}: number ${sent + 1}, ${answer.value} hops\n`);
  else process.print(`${address}: ${errorText(answer.errno)}\n`);
  if (!answer.ok && answer.errno !== 'EHOSTUNREACH') return exit(2);
  process.memory['sent'] = sent + 1;
  process.memory['got'] = got + (answer.ok ? 1 : 0);
  return waitFor({ for: 'time', until: process.now + (sent + 1 < times ? NANOSECONDS_PER_SECOND : 0) });
}

/** nc: connects and passes on, or with -l waits for one connection. */
function netcat(process: ProcessView): Step {
  const { memory } = process;
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
  if (memory['inputEnded'] !== true) passInput(process, socket);
  for (;;) {
    const answer = process.call('read', socket);
    if (!answer.ok && answer.errno !== 'EAGAIN') return exit(1);
    if (answer.ok && answer.value.length === 0) return exit(0);
    if (!answer.ok) break;
    process.print(decodeUtf8(answer.value));
    useBuffer(process);
  }
  // A listener goes on until the other end closes; a client without more input closes.
  if (memory['inputEnded'] === true && memory['isServer'] !== true) return exit(0);
  return waitFor({ for: 'readable', descriptor: memory['inputEnded'] === true ? socket : Number(memory['isServer'] === true ? socket : 0) });
}

function open(process: ProcessView): void {
  const { memory } = process;
  const listens = process.args.includes('-l');
  const words = process.args.filter((word) => !word.startsWith('-'));
  const socket = process.must('nc', 'socket');
  memory['socket'] = socket;
  // Where it may not have a buffer of its own it does without.
  process.call('allocate', BUFFER_BYTES);
  memory['listens'] = listens;
  memory['isServer'] = listens;
  // A server without a terminal has nothing to say.
  memory['inputEnded'] = listens;
  if (!listens) {
    const [address = '', port = ''] = words;
    process.must(`${address} ${port}`, 'connect', socket, address, Number(port));
    return;
  }
  const port = words.at(-1) ?? '';
  process.must(port, 'bind', socket, '0.0.0.0', Number(port));
  process.must(port, 'listen', socket);
}

function passInput(process: ProcessView, socket: number): void {
  for (;;) {
    const input = process.call('read', 0);
    if (!input.ok) {
      if (input.errno !== 'EAGAIN') process.memory['inputEnded'] = true;
      return;
    }
    if (input.value.length === 0) {
      process.memory['inputEnded'] = true;
      return;
    }
    process.must('nc', 'write', socket, input.value);
    useBuffer(process);
  }
}

/** What passes goes through the pages of the buffer, one after the other. */
function useBuffer(process: ProcessView): void {
  const passed = Number(process.memory['passed'] ?? 0);
  const pages = pagesIn(process.task);
  if (pages > 0) process.writePage(passed % pages, passed + 1);
  process.memory['passed'] = passed + 1;
}

export const NETWORK_PROGRAMS: readonly Program[] = [
  atOnce('ip', 'ip addr | ip link add NAME type veth peer name NAME | ip link add NAME type bridge | ip link set NAME up|down|master BRIDGE|netns PID | ip addr add A.B.C.D/N dev NAME | ip route add default via A.B.C.D', 'Shows and changes interfaces, addresses and routes.', ip),
  { name: 'ping', usage: 'ping [-c TIMES] ADDRESS', about: 'Asks an address for an answer, once a second.', step: ping },
  { name: 'nc', usage: 'nc ADDRESS PORT | nc -l PORT', about: 'Sends its input over a connection and prints what comes; -l waits for one.', step: netcat },
];
