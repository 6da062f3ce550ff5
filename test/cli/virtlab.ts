import { spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';

export interface CliRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly stdin?: string;
  /** The Node that runs it; this one where not given. */
  readonly node?: string;
  readonly folder?: string;
}

/** Bundles the command line as it is now, the way esbuild.js does, and returns the path of the file. */
export async function buildCli(folder: string): Promise<string> {
  const outfile = join(folder, 'cli.mjs');
  await build({ entryPoints: ['src/cli/main.ts'], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20' });
  return outfile;
}

/** A new folder for one test file. */
export async function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'virtlab cli '));
}

/** Runs the bundled command line to its end. */
export async function runCli(cli: string, words: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const { stdin = '', node = execPath, folder } = options;
  const child = spawn(node, [cli, ...words], { stdio: 'pipe', ...(folder !== undefined && { cwd: folder }) });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // It may have ended without reading what it is given.
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  const [exitCode, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { exitCode, stdout, stderr };
}

/** Writes a scenario, or anything else, to a file; returns its path. */
export async function writeScenario(folder: string, name: string, content: string | Buffer | object): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content, null, 2));
  return path;
}
