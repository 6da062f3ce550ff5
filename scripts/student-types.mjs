import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateDtsBundle } from 'dts-bundle-generator';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const ENTRY = join(ROOT, 'src/sandbox/virtlab-types.ts');

/**
 * Writes what a student's editor knows of the module `virtlab`: its types and their documentation, in one file.
 * @param {string} file
 */
export async function writeStudentTypes(file) {
  const [types] = generateDtsBundle(
    [{ filePath: ENTRY, output: { noBanner: true, exportReferencedTypes: false } }],
    { preferredConfigPath: join(ROOT, 'src/sandbox/tsconfig.types.json'), followSymlinks: true },
  );
  if (types === undefined) throw new Error('No types were generated for students.');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, types);
}
