import { platform } from 'node:os';
import process from 'node:process';
import { Failure } from '../lib/run.mjs';

/**
 * Which editor the suite runs in. A desktop VS Code is used when one is named; downloading one is left to the
 * systems where that is the easy way. On Linux code-server comes with npm alone and needs no display.
 * @returns {'desktop' | 'code-server'}
 */
export function chooseEditor() {
  const wanted = process.env['VIRTLAB_EDITOR'];
  if (wanted === 'desktop' || wanted === 'code-server') return wanted;
  if (wanted) throw new Failure(`VIRTLAB_EDITOR is "${wanted}"; it may be "desktop" or "code-server".`);
  return process.env['VSCODE_EXECUTABLE'] || platform() !== 'linux' ? 'desktop' : 'code-server';
}
