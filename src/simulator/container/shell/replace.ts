import { errorText } from '../programs/error-text.ts';
import { exit, waitFor } from '../programs/program.ts';
import { complain, type Frame, type Outcome, type Shell } from './memory.ts';
import { FIRST_OWN_DESCRIPTOR, redirect } from './redirect.ts';

/** Whether something that was printed has not been written yet. */
export function hasOutput({ process }: Shell): boolean {
  return (process.task.program?.output.length ?? 0) > 0;
}

/** In a child: another program takes the shell's place. */
export function replace(shell: Shell, { words, environment, redirections }: Extract<Frame, { of: 'exec' }>, who = ''): Outcome {
  const { process, memory } = shell;
  if (hasOutput(shell)) return waitFor({ for: 'time', until: process.now });
  redirect(process, redirections, false);
  const [name = ''] = words;
  for (const descriptor of [...process.task.files.descriptors.keys()]) if (descriptor >= FIRST_OWN_DESCRIPTOR) process.call('close', descriptor);
  const folders = name.includes('/') ? [''] : (memory.variables['PATH'] ?? '/bin').split(':').map((folder) => `${folder}/`);
  let code = 127;
  let reason = 'not found';
  for (const folder of folders) {
    const answer = process.call('execve', folder + name, words, environment);
    if (answer.ok) return { do: 'replaced' };
    if (answer.errno === 'ENOENT' || answer.errno === 'ENOTDIR') continue;
    if (answer.errno === 'ENOEXEC') return runScript(shell, folder + name, words.slice(1));
    code = 126;
    reason = errorText(answer.errno);
  }
  complain(shell, `${who}${name}: ${reason}`);
  return exit(code);
}

/** A file without a mark of its own is a script for this shell. */
function runScript({ process, memory }: Shell, path: string, args: readonly string[]): Outcome {
  const text = process.readFile(path);
  Object.assign(memory, { name: path, input: text.endsWith('\n') ? text : `${text}\n`, inputEnded: true, positional: args, line: 1, functions: {}, options: '' } satisfies Partial<Shell['memory']>);
  memory.stack.length = 0;
  return 'on';
}
