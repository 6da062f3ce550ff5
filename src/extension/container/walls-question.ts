import {
  BANDWIDTH, CALL_GROUPS, CAPABILITIES, type Capability, callsOf, NAMESPACE_KINDS, type NamespaceKind, NO_IO_LIMITS, type QuantityKind, readQuantity, SIZE,
  USUAL_CAPABILITIES, WALL_PRESETS, type WallPreset, type Walls,
} from '../../simulator/index.ts';
import type { Choice } from '../util/pick.ts';
import { askStep, BACK, type Back, divider, pickManyStep, pickStep } from '../util/steps.ts';

const PRESETS: readonly Choice<WallPreset | 'own'>[] = [
  { label: 'All walls', description: 'eight namespaces, pivot_root, few capabilities, seccomp, limits', detail: 'Root inside is nobody outside.', value: 'full' },
  { label: 'The usual walls', description: 'as Docker does it', detail: 'No user namespace: root inside is root outside.', value: 'usual' },
  { label: 'chroot only', description: 'another root directory, and an open handle', detail: 'The documented ways out work.', value: 'chroot' },
  { label: 'A jail', description: 'in the manner of FreeBSD', detail: 'Own tree, name, network and processes; no mounts, no new root from inside.', value: 'jail' },
  { label: 'A zone', description: 'in the manner of illumos', detail: 'As a jail, with its own network settings and caps on vCPUs, memory and processes.', value: 'zone' },
  { label: 'Choose each wall…', description: 'any of them, to see what each is good for', value: 'own' },
];

/** What each kind of namespace keeps apart (namespaces(7)). */
const KEPT_APART: Readonly<Record<NamespaceKind, string>> = {
  mnt: 'mounts', pid: 'process numbers', net: 'interfaces, addresses and ports', ipc: 'message queues', uts: 'the name of the machine', user: 'users: root inside is nobody outside',
  cgroup: 'the root of the tree of cgroups', time: 'the clocks since boot',
};

type Limit = 'cpus' | 'memory' | 'processes' | 'bandwidth' | 'operations';
type Toggle = NamespaceKind | 'pivot_root' | 'chroot' | 'capabilities' | 'seccomp' | 'handles' | 'no-new-privileges' | 'read-only' | Limit;

const TOGGLES = [
  divider('Namespaces'),
  ...NAMESPACE_KINDS.map((kind): Choice<Toggle> => ({ label: `${kind} namespace`, description: KEPT_APART[kind], value: kind })),
  divider('Root directory'),
  { label: 'root by pivot_root', description: 'needs the mnt namespace', value: 'pivot_root' },
  { label: 'root by chroot', description: 'where not by pivot_root', value: 'chroot' },
  { label: 'read-only root', description: 'nothing is written to its files', value: 'read-only' },
  { label: 'handles closed', description: 'no open directory of the host', value: 'handles' },
  divider('Privileges'),
  { label: 'few capabilities…', description: 'which of them is asked next', value: 'capabilities' },
  { label: 'seccomp…', description: 'a list of allowed system calls, asked next', value: 'seccomp' },
  { label: 'no new privileges', description: 'an exec gains nothing', value: 'no-new-privileges' },
  divider('Limits, each asked next'),
  { label: 'vCPUs…', description: 'cpu.max', value: 'cpus' },
  { label: 'memory…', description: 'memory.max', value: 'memory' },
  { label: 'processes…', description: 'pids.max', value: 'processes' },
  { label: 'disk bandwidth…', description: 'io.max, rbps and wbps', value: 'bandwidth' },
  { label: 'disk operations…', description: 'io.max, riops and wiops', value: 'operations' },
] satisfies readonly (Choice<Toggle> | ReturnType<typeof divider>)[];

/** What was answered so far; going back keeps it. */
interface Draft {
  readonly toggles: readonly Toggle[];
  readonly capabilities: readonly Capability[];
  readonly groups: readonly string[];
  readonly limits: Readonly<Record<Limit, string>>;
}

const FIRST_DRAFT: Draft = {
  toggles: [...NAMESPACE_KINDS, 'pivot_root', 'capabilities', 'seccomp', 'handles', 'no-new-privileges', 'cpus', 'memory', 'processes', 'bandwidth'],
  capabilities: USUAL_CAPABILITIES,
  groups: CALL_GROUPS.filter(({ isUsual }) => isUsual).map(({ name }) => name),
  limits: { cpus: '1', memory: '128 MiB', processes: '64', bandwidth: '10 MB/s', operations: '100' },
};

interface LimitQuestion {
  readonly title: string;
  readonly prompt: string;
  /** The number that an answer stands for, or what is wrong with it. */
  readonly read: (answer: string) => { readonly ok: true; readonly amount: number } | { readonly ok: false; readonly complaint: string };
}

const LIMIT_QUESTIONS: Readonly<Record<Limit, LimitQuestion>> = {
  cpus: { title: 'Limit of vCPUs', prompt: 'vCPUs that its processes may use together, such as 0.5.', read: numberWithin('A number of vCPUs', 0.01, 64) },
  memory: { title: 'Limit of Memory', prompt: 'Memory that its processes may use together; above it one is killed.', read: quantity('Memory', { ...SIZE, least: 2 ** 20, leastText: '1 MiB' }) },
  processes: { title: 'Limit of Processes', prompt: 'How many processes it may have at a time.', read: numberWithin('A number of processes', 1, 32_768, true) },
  bandwidth: { title: 'Limit of Disk Bandwidth', prompt: 'Bytes a second that it may read, and as many that it may write.', read: quantity('The bandwidth', BANDWIDTH) },
  operations: { title: 'Limit of Disk Operations', prompt: 'Operations a second for reading, and as many for writing.', read: numberWithin('A number of operations', 2, 1_000_000, true) },
};

function quantity(name: string, kind: QuantityKind): LimitQuestion['read'] {
  return (answer) => {
    const reading = readQuantity(answer, kind);
    return reading.ok ? reading : { ok: false, complaint: `${name} ${reading.complaint}` };
  };
}

function numberWithin(name: string, least: number, most: number, isWhole = false): LimitQuestion['read'] {
  return (answer) => {
    const amount = answer === '' ? Number.NaN : Number(answer);
    const fits = amount >= least && amount <= most && (!isWhole || Number.isInteger(amount));
    return fits ? { ok: true, amount } : { ok: false, complaint: `${name} is ${isWhole ? 'a whole number' : 'a number'} from ${least} to ${most}.` };
  };
}

/** One question of the flow: the draft with its answer. */
type Question = (draft: Draft) => Promise<Draft | Back | undefined>;

/** Asks which walls a new container has: a preset's name, or each wall by itself, with a way back at every step. */
export async function pickWalls(): Promise<Walls | WallPreset | undefined> {
  for (;;) {
    const preset = await pickStep({ title: 'Walls of the Container', back: false, placeHolder: 'Which walls stand around it?', choices: PRESETS });
    if (preset === BACK || preset === undefined) return undefined;
    if (preset !== 'own') return preset;
    const walls = await askEachWall();
    if (walls !== BACK) return walls;
  }
}

async function askEachWall(): Promise<Walls | Back | undefined> {
  let draft = FIRST_DRAFT;
  for (let place = 0; place >= 0; ) {
    const question = [askToggles, ...questionsFor(draft)][place];
    if (question === undefined) return wallsOf(draft);
    const answer = await question(draft);
    if (answer === undefined) return undefined;
    if (answer === BACK) place--;
    else {
      draft = answer;
      place++;
    }
  }
  return BACK;
}

function questionsFor({ toggles }: Draft): Question[] {
  const limits = Object.keys(LIMIT_QUESTIONS) as Limit[];
  return [
    ...(toggles.includes('capabilities') ? [askCapabilities] : []),
    ...(toggles.includes('seccomp') ? [askCalls] : []),
    ...limits.filter((limit) => toggles.includes(limit)).map((limit): Question => (draft) => askLimit(draft, limit)),
  ];
}

async function askToggles(draft: Draft): ReturnType<Question> {
  const answer = await tickToggles(draft, 'Which Walls Stand?');
  if (answer === undefined || answer === BACK || canPivot(answer)) return answer;
  // Who keeps to it is told by the refusal.
  return tickToggles(answer, 'pivot_root Needs the mnt Namespace: Tick It, or Take chroot');
}

function canPivot({ toggles }: Draft): boolean {
  return toggles.includes('mnt') || !toggles.includes('pivot_root');
}

async function tickToggles(draft: Draft, title: string): ReturnType<Question> {
  const toggles = await pickManyStep<Toggle>({
    title, back: true, placeHolder: 'Arrows and the space bar tick walls, Enter goes on.', choices: TOGGLES, isPicked: (toggle) => draft.toggles.includes(toggle),
  });
  return toggles === undefined || toggles === BACK ? toggles : { ...draft, toggles };
}

async function askCapabilities(draft: Draft): ReturnType<Question> {
  const choice = (value: Capability): Choice<Capability> => ({ label: `CAP_${value}`, value });
  const capabilities = await pickManyStep<Capability>({
    title: 'Which Capabilities Has Its Root?', back: true, placeHolder: 'Those that Docker leaves are ticked.', isPicked: (capability) => draft.capabilities.includes(capability),
    choices: [divider('Docker leaves these'), ...USUAL_CAPABILITIES.map(choice), divider('Docker takes these away'), ...CAPABILITIES.filter((capability) => !USUAL_CAPABILITIES.includes(capability)).map(choice)],
  });
  return capabilities === undefined || capabilities === BACK ? capabilities : { ...draft, capabilities };
}

async function askCalls(draft: Draft): ReturnType<Question> {
  const choice = ({ name, about, calls }: (typeof CALL_GROUPS)[number]): Choice<string> => ({ label: name, description: about, detail: calls.join(' '), value: name });
  const groups = await pickManyStep<string>({
    title: 'Which System Calls Are Allowed?', back: true, placeHolder: 'Those that Docker lets through are ticked.', isPicked: (group) => draft.groups.includes(group),
    choices: [divider('Docker lets these through'), ...CALL_GROUPS.filter(({ isUsual }) => isUsual).map(choice), divider('Docker keeps these back'), ...CALL_GROUPS.filter(({ isUsual }) => !isUsual).map(choice)],
  });
  return groups === undefined || groups === BACK ? groups : { ...draft, groups };
}

async function askLimit(draft: Draft, limit: Limit): ReturnType<Question> {
  const { title, prompt, read } = LIMIT_QUESTIONS[limit];
  const complaintOf = (answer: string): string | undefined => {
    const reading = read(answer);
    return reading.ok ? undefined : reading.complaint;
  };
  const answer = await askStep({ title, back: true, prompt, value: draft.limits[limit], check: complaintOf });
  return answer === undefined || answer === BACK ? answer : { ...draft, limits: { ...draft.limits, [limit]: answer } };
}

function wallsOf({ toggles, capabilities, groups, limits }: Draft): Walls {
  const has = (toggle: Toggle): boolean => toggles.includes(toggle);
  const amount = (limit: Limit): number | null => {
    const reading = has(limit) ? LIMIT_QUESTIONS[limit].read(limits[limit]) : undefined;
    return reading?.ok === true ? reading.amount : null;
  };
  const [bytes, operations] = [amount('bandwidth'), amount('operations')];
  return {
    namespaces: NAMESPACE_KINDS.filter(has),
    root: has('pivot_root') ? 'pivot_root' : has('chroot') ? 'chroot' : 'none',
    capabilities: has('capabilities') ? capabilities : WALL_PRESETS.chroot.capabilities,
    seccomp: has('seccomp') ? callsOf(groups) : null,
    noNewPrivileges: has('no-new-privileges'),
    readOnlyRoot: has('read-only'),
    closesHandles: has('handles'),
    limits: {
      cpus: amount('cpus'), cpuWeight: null, memoryBytes: amount('memory'), processes: amount('processes'),
      io: { ...NO_IO_LIMITS, readBytes: bytes, writeBytes: bytes, readOperations: operations, writeOperations: operations },
    },
  };
}
