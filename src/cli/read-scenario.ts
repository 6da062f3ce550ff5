import { readFile } from 'node:fs/promises';
import { stdin } from 'node:process';
import { buffer } from 'node:stream/consumers';
import { type JsonText, readJson, type TextPlace } from '../labs/json-text.ts';
import { parseScenario, type Scenario, type ScenarioPath } from '../simulator/index.ts';

/** A scenario with its text, so that what goes wrong later can still be shown at its place. */
export interface ScenarioFile {
  /** The path as the user wrote it, or `<stdin>`. */
  readonly name: string;
  readonly json: JsonText;
  readonly scenario: Scenario;
}

export type ScenarioFileReading =
  | { readonly ok: true; readonly file: ScenarioFile }
  /** Lines for the user, each one sentence after its place. */
  | { readonly ok: false; readonly complaints: readonly string[] };

/** Reads a scenario from a file, or from standard input if the path is `-`. */
export async function readScenario(path: string): Promise<ScenarioFileReading> {
  const name = path === '-' ? '<stdin>' : path;
  let bytes: Uint8Array;
  try {
    bytes = path === '-' ? await buffer(stdin) : await readFile(path);
  } catch (error) {
    return { ok: false, complaints: [`${name}: ${whyFailed(error, 'read')}`] };
  }
  const content = decode(bytes);
  if (content === null) return { ok: false, complaints: [`${name}: This is not a text in UTF-8; save it as one.`] };
  if (content.trim() === '') return { ok: false, complaints: [inFile(name, { line: 1, column: 1 }, EMPTY)] };
  const reading = readJson(content);
  if (!reading.ok) return { ok: false, complaints: reading.problems.map((each) => inFile(name, each, each.message)) };
  const json = reading.value;
  const parsed = parseScenario(json.value);
  if (parsed.ok) return { ok: true, file: { name, json, scenario: parsed.scenario } };
  const problems = parsed.problems.map(({ path: place, message }) => ({ ...json.placeOf(place), message }));
  problems.sort((one, other) => one.line - other.line || one.column - other.column);
  return { ok: false, complaints: problems.map((each) => inFile(name, each, each.message)) };
}

const EMPTY = 'There is nothing in it; a scenario begins with {"hosts": [.';

/** The text, or null if the bytes are none: something binary, or another encoding, such as that of a Windows shell. */
function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The sentence after its place: `web.virtlab.json:12:7: vms[0].memory is …`. */
export function complaint({ name, json }: ScenarioFile, path: ScenarioPath, message: string): string {
  return inFile(name, json.placeOf(path), message);
}

/** The form that editors and terminals make clickable. */
function inFile(name: string, { line, column }: TextPlace, message: string): string {
  return `${name}:${line}:${column}: ${message}`;
}

/** One sentence about a failed file operation; `what` is done to it. */
export function whyFailed(error: unknown, what: 'read' | 'written'): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return what === 'read' ? 'There is no such file; check its path.' : 'There is no such folder; create it first.';
    case 'EISDIR':
      return 'This is a folder; name a file in it.';
    case 'EACCES':
    case 'EPERM':
      return `It may not be ${what} by you; check its permissions.`;
    default:
      return `It cannot be ${what}: ${error instanceof Error ? error.message : String(error)}.`;
  }
}
