import { access } from 'node:fs/promises';
import { join } from 'node:path';

/** A name in the folder for a damaged file that is kept, one that is not taken: `data-center.damaged-1.sqlite`. */
export async function nameAside(folder: string, extension: string, what = 'data-center'): Promise<string> {
  for (let number = 1; ; number++) {
    const path = join(folder, `${what}.damaged-${number}${extension}`);
    if (!(await exists(path))) return path;
  }
}

export function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false);
}
