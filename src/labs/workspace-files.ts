import type { CodeStep, Lab } from './lab-pack.ts';

/** The folder, in the student's workspace, that all labs write into. */
export const LABS_FOLDER = 'virtlab-labs';

/** Where the text of a file comes from: a file of the pack, one shipped with VirtLab, or the text itself. */
type FileSource =
  | { readonly kind: 'pack'; readonly path: string }
  | { readonly kind: 'types' }
  | { readonly kind: 'text'; readonly text: string };

/** A file to be in the student's workspace; `path` is relative to the workspace folder. */
export interface PlannedFile {
  readonly path: string;
  readonly source: FileSource;
  /** `keep`: written only where nothing is there, for it is the student's. `refresh`: ours, written every time. */
  readonly policy: 'keep' | 'refresh';
}

export interface ResetPlan {
  /** What the student wrote is moved away first, never deleted. */
  readonly backups: readonly { readonly from: string; readonly to: string }[];
  readonly files: readonly PlannedFile[];
}

const TYPES_PATH = '.virtlab/virtlab.d.ts';

/** Settings under which the starter files show no errors and the ports complete with their documentation. */
const TSCONFIG = {
  compilerOptions: {
    target: 'ES2023',
    lib: ['ES2023'],
    types: [],
    module: 'preserve',
    moduleDetection: 'force',
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    erasableSyntaxOnly: true,
    skipLibCheck: true,
    paths: { virtlab: [`./${TYPES_PATH}`] },
  },
  include: ['**/*.ts', TYPES_PATH],
};

/** The student's folder of a step, relative to the workspace folder. */
function stepFolder(lab: Lab, step: CodeStep): string {
  return `${LABS_FOLDER}/${lab.id}/${step.id}`;
}

/** Path of a step's file, relative to the workspace folder. */
export function stepFilePath(lab: Lab, step: CodeStep, path: string): string {
  return `${stepFolder(lab, step)}/${path}`;
}

/** Everything that opening a step puts into the workspace. */
export function planStepFiles(lab: Lab, step: CodeStep): readonly PlannedFile[] {
  return [...supportFiles(), ...ownFiles(lab, step)];
}

/**
 * Puts a step back to its start. `existing` are the paths, relative to the workspace folder, that are there now;
 * `stamp` names the backup, such as `2026-01-31-140500`.
 */
export function planReset(lab: Lab, step: CodeStep, existing: ReadonlySet<string>, stamp: string): ResetPlan {
  const files = ownFiles(lab, step);
  const backups = files
    .filter(({ path, policy }) => policy === 'keep' && existing.has(path))
    .map(({ path }) => ({ from: path, to: path.replace(`${LABS_FOLDER}/`, `${LABS_FOLDER}/.backups/${stamp}/`) }));
  return { backups, files };
}

function supportFiles(): readonly PlannedFile[] {
  const write = (path: string, source: FileSource): PlannedFile => ({
    path: `${LABS_FOLDER}/${path}`,
    source,
    policy: 'refresh',
  });
  const json = (value: unknown): FileSource => ({ kind: 'text', text: `${JSON.stringify(value, null, 2)}\n` });
  return [
    write('tsconfig.json', json(TSCONFIG)),
    write('package.json', json({ private: true, type: 'module' })),
    write(TYPES_PATH, { kind: 'types' }),
  ];
}

function ownFiles(lab: Lab, step: CodeStep): readonly PlannedFile[] {
  return step.files
    .filter(({ visible }) => visible)
    .map(({ path, starter, editable }) => ({
      path: stepFilePath(lab, step, path),
      source: { kind: 'pack', path: starter },
      policy: editable ? 'keep' : 'refresh',
    }));
}
