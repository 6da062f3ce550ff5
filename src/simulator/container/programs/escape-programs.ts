import { type ProcessView } from './process-view.ts';
import { exit, type Program, type Step, waitFor } from './program.ts';
import { errorText } from './error-text.ts';

/*
 * The ways out of a chroot that chroot(2) documents. Each program tries one by plain system calls, looks at what it
 * finds, and says which call stopped it. Out is where climbing ends at another directory than the root it began with.
 */

const TOO_FAR_UP = 64;

/** The root directory, by which it is known again; undefined where nobody may look. */
function rootOf(process: ProcessView, path: '/' | '.'): string | undefined {
  const answer = process.call('stat', path);
  return answer.ok ? `${answer.value.device}:${answer.value.number}` : undefined;
}

/** Goes up as far as it leads, makes that the root, and shows it, unless it is the root that it began with. */
function climbAndShow(process: ProcessView, began: string | undefined): Step {
  for (let step = 0; step < TOO_FAR_UP; step++) process.call('chdir', '..');
  if (began !== undefined && rootOf(process, '.') === began) {
    process.printError('held: the way up ends at the root it began with');
    return exit(1);
  }
  const rooted = process.call('chroot', '.');
  const names = process.call('readdir', '.');
  process.print(`now at ${rooted.ok ? 'a new root' : 'a directory'} with: ${names.ok ? names.value.join(' ') : ''}\n`);
  return exit(0);
}

function stopped(process: ProcessView, call: string, errno: Parameters<typeof errorText>[0]): Step {
  process.printError(`held: ${call}: ${errorText(errno)}`);
  return exit(1);
}

/** A second chroot into a directory below leaves the working directory outside of the root. */
function secondChroot(process: ProcessView): Step {
  const began = rootOf(process, '/');
  const made = process.call('mkdir', 'way-out');
  if (!made.ok && made.errno !== 'EEXIST') return stopped(process, 'mkdir', made.errno);
  const answer = process.call('chroot', 'way-out');
  if (!answer.ok) return stopped(process, 'chroot', answer.errno);
  return climbAndShow(process, began);
}

/** An open directory from before leads back. */
function handle(process: ProcessView): Step {
  const began = rootOf(process, '/');
  for (let descriptor = 3; descriptor < 16; descriptor++) {
    if (process.call('fchdir', descriptor).ok) return climbAndShow(process, began);
  }
  process.printError('held: there is no open directory among the descriptors');
  return exit(1);
}

/** Somebody outside moves the working directory out of the root: waits for it, and looks whether it leads further up. */
function movedDirectory(process: ProcessView): Step {
  const { memory } = process;
  if (memory['waited'] !== true) {
    process.call('mkdir', 'raft');
    const entered = process.call('chdir', 'raft');
    if (!entered.ok) return stopped(process, 'chdir', entered.errno);
    memory['waited'] = true;
    return waitFor({ for: 'time', until: process.now + 1_000_000_000 });
  }
  const place = process.call('getcwd');
  if (place.ok && !place.value.startsWith('(unreachable)')) {
    process.printError('held: nobody has moved the directory out');
    return exit(1);
  }
  return climbAndShow(process, rootOf(process, '/'));
}

/** Programs that try to get out of a container; each fails at the wall that is there. */
export const ESCAPE_PROGRAMS: readonly Program[] = [
  { name: 'escape-second-chroot', usage: 'escape-second-chroot', about: 'Tries to leave a chroot by a second chroot below the working directory.', step: secondChroot },
  { name: 'escape-handle', usage: 'escape-handle', about: 'Tries to leave a chroot by a directory that was opened before it.', step: handle },
  { name: 'escape-moved', usage: 'escape-moved', about: 'Tries to leave a chroot in a directory that somebody outside moves out.', step: movedDirectory },
];
