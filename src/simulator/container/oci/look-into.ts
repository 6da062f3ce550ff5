import type { FileStatus } from '../files/attribute-calls.ts';
import { rootCredentials } from '../credentials/credentials.ts';
import type { Task } from '../process/task.ts';
import { callsOf, systemCall } from '../system-call.ts';
import type { ContainerHost } from './container-host.ts';
import { containerOf, stateOf } from './lifecycle.ts';

/** What is asked of a container's files. */
export type FileQuestion = { readonly ask: 'stat' | 'list' | 'read'; readonly path: string };

/** The answer to the question of the same kind, or why there is none. */
export type FileAnswer =
  /** Whether root in the container may write it. */
  | { readonly kind: 'stat'; readonly status: FileStatus; readonly isWritable: boolean }
  | { readonly kind: 'list'; readonly entries: readonly { readonly name: string; readonly kind: FileStatus['kind'] }[] }
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  /** The error that a process would have got. */
  | { readonly kind: 'refused'; readonly errno: string };

/** Looks at a container's files from its own root directory, with the rights of the host's root; also when it has stopped. */
export function lookIntoContainer({ kernel, containers, ...rest }: ContainerHost, name: string, { ask, path }: FileQuestion): FileAnswer {
  const container = containerOf({ kernel, containers, ...rest }, name);
  const { init } = container;
  const viewer: Task = {
    ...init, state: 'running', credentials: rootCredentials(kernel.userNamespace), allowedCalls: null, files: { descriptors: new Map(), sharedBy: 1 },
  };
  const call = callsOf(kernel, viewer);
  const refused = (answer: { readonly errno: string }): FileAnswer => ({ kind: 'refused', errno: answer.errno });
  switch (ask) {
    case 'stat': {
      const answer = call('stat', path);
      return answer.ok ? { kind: 'stat', status: answer.value, isWritable: stateOf(container) !== 'stopped' && systemCall(kernel, { ...viewer, credentials: init.credentials }, 'access', path, ['write']).ok } : refused(answer);
    }
    case 'list': {
      const answer = call('readdir', path);
      if (!answer.ok) return refused(answer);
      const entries = answer.value.flatMap((entry) => {
        const status = call('stat', `${path}/${entry}`);
        return status.ok ? [{ name: entry, kind: status.value.kind }] : [];
      });
      return { kind: 'list', entries };
    }
    case 'read': {
      const opened = call('open', path);
      if (!opened.ok) return refused(opened);
      const answer = call('read', opened.value, Number.MAX_SAFE_INTEGER);
      call('close', opened.value);
      return answer.ok ? { kind: 'read', bytes: answer.value } : refused(answer);
    }
  }
}
