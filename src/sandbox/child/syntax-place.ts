import { Script } from 'node:vm';

/**
 * Node does not tell where in a module a syntax error is; for a script it does. So the module is compiled once more
 * as one, imports and `export` blanked out, and never run. Returns lines for a stack, or null where that finds nothing.
 */
export function placeOfSyntaxError(error: SyntaxError, modules: ReadonlyMap<string, string>): string | null {
  for (const [url, text] of modules) {
    const head = headOfCompileError(url, text);
    if (head !== null && head.message === error.message) return head.stack;
  }
  return null;
}

function headOfCompileError(url: string, text: string): { message: string; stack: string } | null {
  try {
    new Script(asScript(text), { filename: url });
    return null;
  } catch (thrown) {
    const { message, stack } = thrown as Error;
    return { message, stack: stack ?? '' };
  }
}

function asScript(text: string): string {
  const blank = (part: string): string => part.replace(/[^\n]/g, ' ');
  return text
    .replace(/^\s*import\b[^;'"]*(?:from\s*)?['"][^'"\n]*['"];?/gm, blank)
    .replace(/^\s*export\s+(?:default\s+)?(?=function|const|let|class|async)/gm, blank);
}
