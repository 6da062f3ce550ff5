import type { CheckRequest, RunFile } from '../labs/check-request.ts';
import type { Place } from '../labs/verdict.ts';
import { type ModuleText, PACK_FOLDER, STUDENT_FOLDER } from './messages.ts';
import { stripTypes } from './strip-types.ts';

export type Prepared =
  | { readonly ok: true; readonly modules: readonly ModuleText[] }
  | { readonly ok: false; readonly message: string; readonly place: Place };

/** Strips every file; the first that is not TypeScript ends it. */
export async function prepareModules({ files, specs }: CheckRequest): Promise<Prepared> {
  const modules: ModuleText[] = [];
  for (const [origin, group] of [['student', files], ['pack', specs]] as const) {
    for (const file of group) {
      const prepared = await prepare(origin, file);
      if (!prepared.ok) return prepared;
      modules.push(...prepared.modules);
    }
  }
  return { ok: true, modules };
}

async function prepare(origin: Place['origin'], { path, text }: RunFile): Promise<Prepared> {
  const stripped = await stripTypes(text);
  if (!stripped.ok) {
    const { message, line, column } = stripped;
    return { ok: false, message: `${path} is not valid TypeScript: ${message}.`, place: { origin, file: path, line, column } };
  }
  const url = new URL(encodeURI(path), origin === 'student' ? STUDENT_FOLDER : PACK_FOLDER).href;
  return { ok: true, modules: [{ url, text: stripped.code }] };
}
