import { type ConnectionInventory, forecast, gapBetween, type SavedConnection, type SnapshotInventory, type VmInventory } from '../../simulator/index.ts';
import { plural } from '../timeline/units.ts';

/** What a roll back to a snapshot would make of one connection. */
interface Prospect {
  readonly breaks: boolean;
  readonly sentence: string;
}

/** What a roll back would make of each connection, a sentence for each; empty where there is none. */
export function rollBackSentences(vm: VmInventory, snapshot: SnapshotInventory): string[] {
  const prospects = prospectsOf(vm, snapshot);
  if (prospects.length === 0) return [];
  const breaking = prospects.filter(({ breaks }) => breaks).length;
  const head = breaking === 0 ? 'No connection breaks.' : `${plural(breaking, 'connection')} will break, for what is outside does not go back with ${vm.name}:`;
  return [head, ...prospects.map(({ sentence }) => `• ${sentence}`)];
}

/** That a later roll back to a snapshot taken now will break connections, in one short sentence; empty where there are none. */
export function snapshotWarning({ network }: VmInventory): string {
  const open = network?.connections.filter(({ end }) => end === null) ?? [];
  const talking = open.filter(({ requestEvery }) => requestEvery !== null).length;
  if (open.length === 0) return '';
  const all = open.length === 1 ? 'its connection' : `its ${open.length} connections`;
  if (talking === 0) return `A later roll back breaks ${all} if anything is said meanwhile.`;
  return `A later roll back will break ${talking === open.length ? all : `${talking} of ${all}`}.`;
}

function prospectsOf({ name, network }: VmInventory, { connections = [] }: SnapshotInventory): Prospect[] {
  return (network?.connections ?? []).flatMap((connection) => {
    const saved = connections.find(({ from }) => from === connection.from) ?? null;
    const prospect = prospectOf(connection, saved, name);
    return prospect === null ? [] : [prospect];
  });
}

function prospectOf(connection: ConnectionInventory, saved: SavedConnection | null, vm: string): Prospect | null {
  const { peer, peerSide, end } = connection;
  switch (forecast(peerSide, end, saved)) {
    case 'in-step':
      return { breaks: false, sentence: `${peer}: goes on. Nothing was said on it since.` };
    case 'unknown':
      return { breaks: true, sentence: `${peer}: was opened since. ${vm} will not know it, and reset it.` };
    case 'ahead': {
      const { neverSent, forgotten } = saved === null ? { neverSent: 0, forgotten: 0 } : gapBetween(peerSide, saved);
      return { breaks: true, sentence: `${peer}: has ${plural(Math.max(neverSent, forgotten), 'byte')} that ${vm} will not know of. It will be reset.` };
    }
    case 'gone':
      return { breaks: true, sentence: `${peer}: has left since. ${vm} will go on with a connection that nobody is at.` };
    case 'ended':
      return null;
  }
}
