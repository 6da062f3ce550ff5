import { stripTypeScriptTypes } from 'node:module';

/** JavaScript with every line and column where it was, or the first mistake in the TypeScript. */
export type Stripped =
  | { readonly ok: true; readonly code: string }
  | { readonly ok: false; readonly message: string; readonly line: number; readonly column: number };

/** Takes the types out of a file. Node does it where it was built with TypeScript; `sucrase` elsewhere. */
export async function stripTypes(text: string, nodeStrip = stripTypeScriptTypes): Promise<Stripped> {
  try {
    return { ok: true, code: await strip(text, nodeStrip) };
  } catch (thrown) {
    const error = thrown as Error & { loc?: { line: number; column: number } };
    const place = error.loc ?? placeInStack(error) ?? placeInMessage(error.message) ?? endOf(text);
    return { ok: false, message: readable(error.message), line: place.line, column: place.column };
  }
}

async function strip(text: string, nodeStrip: (text: string) => string): Promise<string> {
  try {
    return nodeStrip(text);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_NO_TYPESCRIPT') throw error;
  }
  const { transform } = await import('sucrase');
  return transform(text, { transforms: ['typescript'], disableESTransforms: true, keepUnusedImports: true }).code;
}

interface LineAndColumn {
  readonly line: number;
  readonly column: number;
}

/** Node 24 puts `:line`, the text up to there and carets before the error's name. */
function placeInStack({ stack = '' }: Error): LineAndColumn | null {
  const head = /^[^\n]*:(\d+)\n(?:[^\n]*\n)*?( *)\^+\n/.exec(stack);
  return head === null ? null : { line: Number(head[1]), column: (head[2] as string).length + 1 };
}

/** Earlier ones draw a frame with `[line:column]` in the message. */
function placeInMessage(message: string): LineAndColumn | null {
  const found = /\[(\d+):(\d+)\]/.exec(message);
  return found === null ? null : { line: Number(found[1]), column: Number(found[2]) };
}

function endOf(text: string): LineAndColumn {
  const lines = text.trimEnd().split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

/** The first sentence, without the frame that some versions draw below it. */
function readable(message: string): string {
  const sentence = message.trim().replace(/^x /, '').split('\n')[0] as string;
  const short = sentence.replace(/ \(\d+:\d+\)$/, '').replace(/\. Expected [^.]*,.*$/, '');
  return short.replace(/token `<eof>`/, 'end of the file').replace("'<eof>'", 'the end of the file');
}
