import { CAPABILITIES, NAMESPACE_KINDS, type Walls } from '../../simulator/index.ts';
import { formatBytes, formatCount, formatRate } from '../quantities.ts';

/** Which walls stand around a container and which do not, in two short sentences. */
export function wallsSentence(walls: Walls): string {
  const { standing, missing } = wallsOf(walls);
  const down = missing.length === 0 ? 'None is missing.' : `Missing: ${missing.join(', ')}.`;
  return standing.length === 0 ? 'No wall stands around it.' : `Walls: ${standing.join(', ')}. ${down}`;
}

function wallsOf({ namespaces, root, capabilities, seccomp, noNewPrivileges, readOnlyRoot, closesHandles, limits }: Walls): { readonly standing: string[]; readonly missing: string[] } {
  const lacking = NAMESPACE_KINDS.filter((kind) => !namespaces.includes(kind));
  const own = lacking.length === 0 ? 'all 8 namespaces' : namespaces.length === 0 ? '' : `${namespaces.join(' ')} namespace${namespaces.length === 1 ? '' : 's'}`;
  const bounds = limitTexts(limits);
  const each: readonly (readonly [boolean, string, string])[] = [
    [root !== 'none', root, 'a root of its own'],
    [capabilities.length < CAPABILITIES.length, `${capabilities.length} of ${CAPABILITIES.length} capabilities`, 'capabilities'],
    [seccomp !== null, `seccomp with ${formatCount(seccomp?.length ?? 0)} calls`, 'seccomp'],
    [noNewPrivileges, 'no new privileges', 'no new privileges'],
    [readOnlyRoot, 'read-only root', 'read-only root'],
    [closesHandles, 'handles closed', 'closed handles'],
    [bounds.length > 0, `at most ${bounds.join(', ')}`, 'limits'],
  ];
  return {
    standing: [...(own === '' ? [] : [own]), ...each.flatMap(([stands, name]) => (stands ? [name] : []))],
    missing: [...(lacking.length === 0 ? [] : [`${lacking.join(' ')} namespace${lacking.length === 1 ? '' : 's'}`]), ...each.flatMap(([stands, , name]) => (stands ? [] : [name]))],
  };
}

/** The limits of a container, each in a few words. */
export function limitTexts({ cpus, memoryBytes, processes, io }: Walls['limits']): string[] {
  return [
    ...(cpus === null ? [] : [`${cpus} vCPU${cpus === 1 ? '' : 's'}`]),
    ...(memoryBytes === null ? [] : [formatBytes(memoryBytes)]),
    ...(processes === null ? [] : [`${formatCount(processes)} processes`]),
    ...(io.readBytes === null ? [] : [`${formatRate(io.readBytes)} read`]),
    ...(io.writeBytes === null ? [] : [`${formatRate(io.writeBytes)} written`]),
    ...(io.readOperations === null ? [] : [`${formatCount(io.readOperations)} reads a second`]),
    ...(io.writeOperations === null ? [] : [`${formatCount(io.writeOperations)} writes a second`]),
  ];
}
