import type { CommandOf, ConnectionInventory, Outcome, VmInventory } from '../../simulator/index.ts';
import { OUTCOME_WORDS } from '../../viewmodel/network/explain.ts';
import { type CommandArguments, numberOf, textOf } from '../util/arguments.ts';
import { type Choice, findVm, pick, pickVm } from '../util/pick.ts';
import { report, sayNothingToDo } from '../util/report.ts';
import type { CommandResult, CommandTable, CommandTools } from './registry.ts';

/** Opening and closing connections between remote clients and a VM. */
export const CONNECTION_COMMANDS: CommandTable = { 'vm.connect': connect, 'vm.disconnect': disconnect };

/** What a peer is like. */
type Manner = Omit<CommandOf<'vm.connect'>, 'kind' | 'vm'>;

/** Peers that are less patient than the standards want, so that nobody has to wait for hours. */
const TALKS: Manner = { requestEveryMilliseconds: 500, giveUpAfterSeconds: 20, keepAliveSeconds: 10 };
const QUIET: Manner = { giveUpAfterSeconds: 20, keepAliveSeconds: 10 };

const MANNERS: readonly Choice<readonly Manner[]>[] = [
  { label: '$(plug) One that talks', description: 'a request every 500 ms', detail: 'Gives up after 20 s without an answer.', value: [TALKS] },
  { label: '$(plug) One that is quiet', description: 'keeps its connection open', detail: 'After 10 s of silence it probes the other side, and gives up 20 s later.', value: [QUIET] },
  { label: '$(plug) Three at a time', description: 'two that talk, one that is quiet', value: [TALKS, TALKS, QUIET] },
  { label: '$(plug) One as patient as the standards want', description: 'a request every 500 ms', detail: 'Gives up after 100 s; a silent connection is probed after two hours (RFC 1122).', value: [{ requestEveryMilliseconds: 500 }] },
];

/** Arguments: `vm`, and for a connection without a question any of `peer`, `requestEveryMilliseconds`, `giveUpAfterSeconds`, `keepAliveSeconds`. */
async function connect(given: CommandArguments, { world }: CommandTools): CommandResult {
  const vm =
    textOf(given, 'vm') ??
    (await pickVm(world.inventory, ({ state }) => state === 'running', 'Open a connection to which VM?', 'No VM runs. Start one first.'));
  if (vm === undefined) return undefined;
  const manners = mannersGiven(given) ?? (await pick(MANNERS, `What kind of client connects to ${vm}?`));
  if (manners === undefined) return undefined;
  let outcome: Outcome | undefined;
  for (const manner of manners) {
    outcome = await world.apply({ kind: 'vm.connect', vm, ...manner });
    if (!outcome.ok) break;
  }
  if (outcome === undefined) return undefined;
  return report(outcome, manners.length === 1 ? `A client opens a connection to ${vm}.` : `${manners.length} clients open connections to ${vm}.`);
}

function mannersGiven(given: CommandArguments): readonly Manner[] | undefined {
  const peer = textOf(given, 'peer');
  const requestEveryMilliseconds = numberOf(given, 'requestEveryMilliseconds');
  const giveUpAfterSeconds = numberOf(given, 'giveUpAfterSeconds');
  const keepAliveSeconds = numberOf(given, 'keepAliveSeconds');
  const manner: Manner = {
    ...(peer !== undefined && { peer }),
    ...(requestEveryMilliseconds !== undefined && { requestEveryMilliseconds }),
    ...(giveUpAfterSeconds !== undefined && { giveUpAfterSeconds }),
    ...(keepAliveSeconds !== undefined && { keepAliveSeconds }),
  };
  return Object.keys(manner).length === 0 ? undefined : [manner];
}

/** Arguments: `vm`, `peer`, and `how`, which is `close` or `leave`. */
async function disconnect(given: CommandArguments, { world }: CommandTools): CommandResult {
  const vm =
    textOf(given, 'vm') ??
    (await pickVm(world.inventory, hasConnections, 'Whose connection?', 'No VM has a connection.'));
  if (vm === undefined) return undefined;
  const peer = textOf(given, 'peer') ?? (await pickConnection(findVm(world.inventory, vm), 'Which connection ends?'))?.peer;
  if (peer === undefined) return undefined;
  const connection = findVm(world.inventory, vm)?.network?.connections.find((one) => one.peer === peer);
  // The peer belongs to the VM that it was opened to, also under the row of another with the same address.
  const owner = connection?.vm ?? vm;
  if (connection && connection.end !== null) {
    return report(await world.apply({ kind: 'vm.disconnect', vm: owner, peer }), `${peer} is forgotten.`);
  }
  const how = howGiven(given) ?? (await pick(WAYS, `How does ${peer} go?`));
  if (how === undefined) return undefined;
  const done = how === 'close' ? `${peer} said goodbye.` : `${peer} is gone without a word.`;
  return report(await world.apply({ kind: 'vm.disconnect', vm: owner, peer, how }), done);
}

const WAYS: readonly Choice<'close' | 'leave'>[] = [
  { label: 'It says goodbye', description: 'FIN: the VM is told, and forgets the connection', value: 'close' },
  { label: 'It vanishes', description: 'as when its machine loses power: the VM is told nothing', value: 'leave' },
];

function howGiven(given: CommandArguments): 'close' | 'leave' | undefined {
  const how = textOf(given, 'how');
  return how === 'close' || how === 'leave' ? how : undefined;
}

export function hasConnections({ network }: VmInventory): boolean {
  return (network?.connections.length ?? 0) > 0;
}

/** Asks for one of a VM's connections; says so where there is none. */
export async function pickConnection(vm: VmInventory | undefined, placeHolder: string): Promise<ConnectionInventory | undefined> {
  const connections = vm?.network?.connections ?? [];
  if (connections.length === 0) {
    sayNothingToDo(`${vm?.name ?? 'This VM'} has no connections. Open one first.`);
    return undefined;
  }
  return pick(
    connections.map((connection) => ({ label: `$(plug) ${connection.peer}`, description: OUTCOME_WORDS[connection.outcome], value: connection })),
    placeHolder,
  );
}
