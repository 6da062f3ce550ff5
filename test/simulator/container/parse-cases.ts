/** One step of a case: a process does something and must get this back. */
export interface CaseStep {
  readonly line: number;
  /** The name of the process. */
  readonly actor: string;
  readonly words: readonly string[];
  /** What must come back; null for any success. */
  readonly expected: string | null;
}

/** One case: a documented rule with its source, and steps that show it. */
export interface KernelCase {
  readonly title: string;
  readonly source: string;
  readonly steps: readonly CaseStep[];
}

/**
 * Reads a table of cases:
 *
 *     == what it shows [source]
 *     mkdir /a 755
 *     child: chroot /a -> EPERM
 *
 * A step is done by the process named before the colon (`main` without one). After `->` stands an error's name or the
 * value; without it the step must succeed.
 */
export function parseCases(text: string): readonly KernelCase[] {
  const cases: { title: string; source: string; steps: CaseStep[] }[] = [];
  text.split('\n').forEach((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return;
    const head = /^== (.+) \[(.+)\]$/.exec(line);
    if (head !== null) {
      cases.push({ title: head[1]!, source: head[2]!, steps: [] });
      return;
    }
    const [action = '', expected] = line.split(' -> ');
    const actor = /^([a-z]+): /.exec(action);
    const words = splitWords(actor === null ? action : action.slice(actor[0].length));
    cases.at(-1)!.steps.push({
      line: index + 1, actor: actor?.[1] ?? 'main', words, expected: expected === undefined ? null : (splitWords(expected)[0] ?? ''),
    });
  });
  return cases;
}

/** Words, in double quotes where they hold spaces; `\n` is a new line. */
function splitWords(text: string): string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map((match) =>
    (match[1] ?? match[2] ?? '').replaceAll('\\n', '\n').replaceAll('\\"', '"'));
}
