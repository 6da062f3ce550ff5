import * as vscode from 'vscode';
import { type ContainerInventory, type Inventory, NAMESPACE_KINDS, type NamespaceKind, WALL_PRESETS, type Walls } from '../../simulator/index.ts';
import { type Choice, pick } from '../util/pick.ts';
import { sayNothingToDo } from '../util/report.ts';

/** All containers of a data center. */
export function allContainers({ hosts }: Inventory): readonly ContainerInventory[] {
  return hosts.flatMap(({ containers = [] }) => containers);
}

/** Asks for one of the containers that `fits`; says `none` where there is no such one. */
export async function pickContainer(
  inventory: Inventory, fits: (container: ContainerInventory) => boolean, placeHolder: string, none: string,
): Promise<string | undefined> {
  const choices = allContainers(inventory)
    .filter(fits)
    .map(({ name, host, state }) => ({ label: `$(package) ${name}`, description: `on ${host} · ${state}`, value: name }));
  if (choices.length > 0) return pick(choices, placeHolder);
  sayNothingToDo(none);
  return undefined;
}

const PRESETS: readonly Choice<keyof typeof WALL_PRESETS | 'own'>[] = [
  { label: 'All walls', description: 'eight namespaces, pivot_root, few capabilities, limits', detail: 'Root inside is nobody outside.', value: 'full' },
  { label: 'The usual walls', description: 'as Docker does it', detail: 'No user namespace: root inside is root outside.', value: 'usual' },
  { label: 'chroot only', description: 'another root directory, and an open handle', detail: 'The documented ways out work.', value: 'chroot' },
  { label: 'A jail', description: 'in the manner of FreeBSD', detail: 'Own tree, name, network and processes; no mounts, no new root from inside.', value: 'jail' },
  { label: 'A zone', description: 'in the manner of illumos', detail: 'As a jail, with its own network settings and caps on vCPUs, memory and processes.', value: 'zone' },
  { label: 'Choose each wall…', description: 'any of them, to see what each is good for', value: 'own' },
];

type Toggle = NamespaceKind | 'pivot_root' | 'chroot' | 'capabilities' | 'handles' | 'limits' | 'no-new-privileges' | 'read-only';

const TOGGLES: readonly (vscode.QuickPickItem & { readonly toggle: Toggle })[] = [
  ...NAMESPACE_KINDS.map((kind) => ({ label: `${kind} namespace`, toggle: kind, picked: true })),
  { label: 'root by pivot_root', description: 'needs the mnt namespace', toggle: 'pivot_root', picked: true },
  { label: 'root by chroot', description: 'where not by pivot_root', toggle: 'chroot' },
  { label: 'few capabilities', description: 'those that Docker leaves', toggle: 'capabilities', picked: true },
  { label: 'handles closed', description: 'no open directory of the host', toggle: 'handles', picked: true },
  { label: 'limits', description: '1 vCPU, 128 MiB, 64 processes', toggle: 'limits', picked: true },
  { label: 'no new privileges', toggle: 'no-new-privileges', picked: true },
  { label: 'read-only root', toggle: 'read-only' },
];

/** Asks which walls a new container has: a preset's name, or each by itself. */
export async function pickWalls(): Promise<Walls | string | undefined> {
  const preset = await pick(PRESETS, 'Which walls stand around it?');
  if (preset !== 'own') return preset;
  const chosen = await vscode.window.showQuickPick(TOGGLES, { canPickMany: true, placeHolder: 'Which walls stand?' });
  if (chosen === undefined) return undefined;
  const has = (toggle: Toggle): boolean => chosen.some((item) => item.toggle === toggle);
  const { full, chroot } = WALL_PRESETS;
  return {
    namespaces: NAMESPACE_KINDS.filter(has),
    root: has('pivot_root') ? 'pivot_root' : has('chroot') ? 'chroot' : 'none',
    capabilities: has('capabilities') ? full.capabilities : chroot.capabilities,
    seccomp: null,
    noNewPrivileges: has('no-new-privileges'),
    readOnlyRoot: has('read-only'),
    closesHandles: has('handles'),
    limits: has('limits') ? full.limits : chroot.limits,
  };
}
