import type { WorldClient } from '../world/world-client.ts';

/** What the shell can do itself. */
const BUILT_IN = ['cd', 'exec', 'exit', 'export', 'help', 'history', 'jobs', 'umask', 'unset', 'wait'];

/**
 * What a word may become: programs of the container for the first one of a command, else names in its directories.
 * `prompt` tells the working directory, as in `box:/tmp# `.
 */
export async function candidatesFor(world: WorldClient, container: string, word: string, isCommand: boolean, prompt: string): Promise<readonly string[]> {
  const entries = async (path: string): Promise<readonly { readonly name: string; readonly kind: string }[]> => {
    const answer = await world.lookIntoContainer(container, { ask: 'list', path });
    return answer.kind === 'list' ? answer.entries : [];
  };
  try {
    if (isCommand && !word.includes('/')) return [...BUILT_IN, ...(await entries('/bin')).map(({ name }) => name)];
    const slash = word.lastIndexOf('/') + 1;
    const folder = word.slice(0, slash);
    const home = /:(\/[^#$]*)[#$] $/.exec(prompt)?.[1] ?? '/';
    const found = await entries(folder.startsWith('/') ? folder : `${home}/${folder}`);
    const isHiddenAsked = word.slice(slash).startsWith('.');
    return found.filter(({ name }) => isHiddenAsked || !name.startsWith('.')).map(({ name, kind }) => `${folder}${name}${kind === 'directory' ? '/' : ''}`);
  } catch {
    return [];
  }
}
