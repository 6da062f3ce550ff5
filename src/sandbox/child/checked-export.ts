import type { StackFrame } from '../../labs/verdict.ts';
import { STUDENT_FOLDER } from '../messages.ts';

/** What a file offers to others, one a line: the name of a function, class or constant. */
const EXPORT = /^export\s+(?:default\s+)?(?:(?:async\s+)?function\s*\*?|class|const|let)\s*(\w+)/gm;
/** Names that a spec takes from somewhere. */
const IMPORTED_NAMES = /import\s*\{([^}]*)\}\s*from/g;

/**
 * Where the student's code begins that a spec checks: the export that the spec imports, or else the first that there is.
 * An expectation that was not met says nothing of the line that is to blame, but it says whose function was tried.
 */
export function checkedExport(spec: string | undefined, modules: ReadonlyMap<string, string>): StackFrame | null {
  const imported = new Set([...(spec ?? '').matchAll(IMPORTED_NAMES)].flatMap(([, names = '']) => names.split(',').map(nameOf)));
  let first: StackFrame | null = null;
  for (const [url, text] of modules) {
    if (!url.startsWith(STUDENT_FOLDER)) continue;
    for (const found of text.matchAll(EXPORT)) {
      const frame = frameOf(url, text, found);
      if (imported.has(frame.name)) return frame;
      first ??= frame;
    }
  }
  return first;
}

/** `add as plus` is exported as `add`. */
function nameOf(clause: string): string {
  return clause.trim().split(/\s+/)[0] ?? '';
}

/** The names that a text exports, and whether one of them is its default. */
export function exportsOf(text: string): { readonly names: readonly string[]; readonly defaultName: string | null } {
  const found = [...text.matchAll(EXPORT)].map(([head, name = '']) => ({ name, isDefault: /^export\s+default\b/u.test(head) }));
  return {
    names: found.filter(({ isDefault }) => !isDefault).map(({ name }) => name),
    defaultName: found.find(({ isDefault }) => isDefault)?.name ?? null,
  };
}

function frameOf(url: string, text: string, { index, 0: head, 1: name = '' }: RegExpExecArray): StackFrame {
  const line = text.slice(0, index).split('\n').length;
  const file = decodeURIComponent(url.slice(STUDENT_FOLDER.length));
  return { name, place: { origin: 'student', file, line, column: head.length - name.length + 1 } };
}
