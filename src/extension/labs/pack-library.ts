import * as vscode from 'vscode';
import { parseLabPack } from '../../labs/parse-pack.ts';
import type { StepAddress } from '../../labs/progress.ts';
import { stepSubject, type LabSubject, type LoadedPack, type StepSubject } from './step-subject.ts';

const PACK_FILE = 'labpack.json';

/** A pack that could not be read, and why, in one sentence that names the place. */
export interface PackProblem {
  readonly file: vscode.Uri;
  readonly message: string;
}

/** The lab packs that are there, and their texts. */
export class PackLibrary implements vscode.Disposable {
  readonly #folder: vscode.Uri;
  readonly #changed = new vscode.EventEmitter<void>();
  #packs: readonly LoadedPack[] = [];
  #problems: readonly PackProblem[] = [];
  #loading: Promise<void> | undefined;

  readonly onDidChange = this.#changed.event;

  /** `folder` holds one folder a pack. */
  constructor(folder: vscode.Uri) {
    this.#folder = folder;
  }

  get packs(): readonly LoadedPack[] {
    return this.#packs;
  }

  get problems(): readonly PackProblem[] {
    return this.#problems;
  }

  /** Reads the packs, once. */
  ready(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  labs(): readonly LabSubject[] {
    return this.#packs.flatMap((loaded) => loaded.pack.labs.map((lab) => ({ loaded, lab })));
  }

  /** The lab of that id; in whichever pack has it where no pack is named. */
  findLab(pack: string | undefined, lab: string): LabSubject | undefined {
    return this.labs().find(
      (subject) => subject.lab.id === lab && (pack === undefined || subject.loaded.pack.id === pack),
    );
  }

  findStep({ pack, lab, step }: Partial<Pick<StepAddress, 'pack'>> & Omit<StepAddress, 'pack'>): StepSubject | undefined {
    const subject = this.findLab(pack, lab);
    const found = subject?.lab.steps.find(({ id }) => id === step);
    return subject && found && stepSubject(subject, found);
  }

  /** Text of a file of the pack, by its path in it. */
  async text({ folder }: LoadedPack, path: string): Promise<string> {
    return decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, path)));
  }

  dispose(): void {
    this.#changed.dispose();
  }

  async #load(): Promise<void> {
    const entries = await vscode.workspace.fs.readDirectory(this.#folder);
    const folders = entries.filter(([, type]) => type === vscode.FileType.Directory).map(([name]) => name).sort();
    const packs: LoadedPack[] = [];
    const problems: PackProblem[] = [];
    for (const name of folders) {
      const folder = vscode.Uri.joinPath(this.#folder, name);
      const read = await readPack(folder);
      if ('pack' in read) packs.push(read);
      else problems.push(read);
    }
    this.#packs = packs;
    this.#problems = problems;
    this.#changed.fire();
  }
}

async function readPack(folder: vscode.Uri): Promise<LoadedPack | PackProblem> {
  const file = vscode.Uri.joinPath(folder, PACK_FILE);
  try {
    const parsed = parseLabPack(decode(await vscode.workspace.fs.readFile(file)));
    if (parsed.ok) return { pack: parsed.value, folder };
    const [first] = parsed.problems;
    return { file, message: first ? `line ${first.line}: ${first.message}` : 'it cannot be read' };
  } catch (error) {
    return { file, message: error instanceof Error ? error.message : String(error) };
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
