import * as vscode from 'vscode';

/** Speeds to choose from, in simulated seconds a real second. */
export const SPEEDS: readonly number[] = [0, 0.01, 0.1, 1, 10, 100];
const FASTEST = 1_000;

/** Configured speed; what is out of range counts as the nearest allowed. */
export function configuredSpeed(): number {
  const speed = vscode.workspace.getConfiguration('virtlab').get<number>('speed', 1);
  return Number.isFinite(speed) ? Math.min(FASTEST, Math.max(0, speed)) : 1;
}

/** Sets the speed for this folder, or for the user where no folder is open. */
export async function setSpeed(speed: number): Promise<void> {
  const { ConfigurationTarget, workspace } = vscode;
  const target = workspace.workspaceFolders ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
  await workspace.getConfiguration('virtlab').update('speed', speed === 1 ? undefined : speed, target);
}

/** "10×", "paused"; empty at the usual speed. */
export function speedText(speed: number): string {
  if (speed === 0) return 'paused';
  return speed === 1 ? '' : `${speed}×`;
}
