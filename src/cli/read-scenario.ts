import { readFile } from 'node:fs/promises';
import { stdin } from 'node:process';
import { text } from 'node:stream/consumers';
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
  let content: string;
  try {
    content = path === '-' ? await text(stdin) : await readFile(path, 'utf8');
  } catch (error) {
    return { ok: false, complaints: [`${name}: ${whyFailed(error, 'read')}`] };
  }
  const reading = readJson(content);
  if (!reading.ok) return { ok: false, complaints: reading.problems.map((each) => inFile(name, each, each.message)) };
  const json = reading.value;
  const parsed = parseScenario(json.value);
  if (parsed.ok) return { ok: true, file: { name, json, scenario: parsed.scenario } };
  const problems = parsed.problems.map(({ path: place, message }) => ({ ...json.placeOf(place), message }));
  problems.sort((one, other) => one.line - other.line || one.column - other.column);
  return { ok: false, complaints: problems.map((each) => inFile(name, each, each.message)) };
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
