import { BUILTIN_NAMES, KEYWORDS } from '../../simulator/index.ts';
import type { WorldClient } from '../world/world-client.ts';

/** Variables that every shell has. */
const VARIABLES = ['HOME', 'IFS', 'LINENO', 'OLDPWD', 'PATH', 'PPID', 'PWD', 'TERM'];

export interface CompletionQuestion {
  readonly word: string;
  /** Whether it is the first word of a command. */
  readonly isCommand: boolean;
  /** Tells the working directory, as in `box:/tmp# `. */
  readonly prompt: string;
  /** The lines before, whose variables are known. */
  readonly lines: readonly string[];
}

/**
 * What a word may become: builtins and programs of the container for the first one of a command, variables after a `$`,
 * else names in its directories.
 */
export async function candidatesFor(world: WorldClient, container: string, { word, isCommand, prompt, lines }: CompletionQuestion): Promise<readonly string[]> {
  const variable = /^(.*\$\{?)[A-Za-z0-9_]*$/.exec(word)?.[1];
  if (variable !== undefined) return variablesIn(lines).map((name) => `${variable}${name}${variable.endsWith('{') ? '}' : ''}`);
  const entries = async (path: string): Promise<readonly { readonly name: string; readonly kind: string }[]> => {
    const answer = await world.lookIntoContainer(container, { ask: 'list', path });
    return answer.kind === 'list' ? answer.entries : [];
  };
  try {
    if (isCommand && !word.includes('/')) return [...new Set([...BUILTIN_NAMES, ...KEYWORDS, ...(await entries('/bin')).map(({ name }) => name)])].filter((name) => /^[a-z]/.test(name));
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

/** Those that every shell has, and those that were set or read in a line. */
function variablesIn(lines: readonly string[]): readonly string[] {
  const set = lines.flatMap((line) => [...line.matchAll(/(?:^|[\s;&|(])(?:export |readonly |local |for |read )?([A-Za-z_][A-Za-z0-9_]*)=|\bfor ([A-Za-z_][A-Za-z0-9_]*) in\b|\bread ([A-Za-z_][A-Za-z0-9_]*)/g)]
    .map(([, assigned, looped, read]) => assigned ?? looped ?? read ?? ''));
  return [...new Set([...VARIABLES, ...set])].sort();
}
