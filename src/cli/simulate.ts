import { writeFile } from 'node:fs/promises';
import { LONGEST_RUN, runScenario, type ScenarioRun, toSeconds } from '../simulator/index.ts';
import { checkpointReports, checkpointsAsJson, checkpointsAsText } from './checkpoint-report.ts';
import type { SimulateRequest } from './command-line.ts';
import { complaint, readScenario, type ScenarioFile, whyFailed } from './read-scenario.ts';
import { asJson, asText, asTrace, migrationReports } from './report.ts';

/** What a command has to say, and the exit code that says how it went. */
export interface CommandResult {
  readonly exitCode: 0 | 1 | 2;
  readonly output: string;
  /** Lines for standard error. */
  readonly complaints: readonly string[];
}

/** Runs a scenario without an editor and reports its migrations. */
export async function simulate(request: SimulateRequest): Promise<CommandResult> {
  const reading = await readScenario(request.file);
  if (!reading.ok) return { exitCode: 2, output: '', complaints: reading.complaints };
  const { file } = reading;
  const scenario = { ...file.scenario, seed: request.seed ?? file.scenario.seed };
  const run = runScenario(scenario, request.until ?? scenario.until);
  const reports = migrationReports(run.world);
  const trace = request.trace === null ? '' : asTrace(run.world.trace);
  const complaints = complaintsOf(file, run, request.until ?? scenario.until);
  const checkpoints = checkpointReports(run.world.trace);
  const result = request.format === 'text' ? inBlocks(asText(reports), checkpointsAsText(checkpoints)) : asJson(reports) + checkpointsAsJson(checkpoints);
  const output = request.trace === '-' ? trace + result : result;
  if (request.trace !== null && request.trace !== '-') {
    try {
      await writeFile(request.trace, trace);
    } catch (error) {
      return { exitCode: 2, output, complaints: [...complaints, `${request.trace}: ${whyFailed(error, 'written')}`] };
    }
  }
  if (reports.length + checkpoints.length === 0 && complaints.length === 0 && scenario.expectations.length === 0) {
    const note = `${file.name}: No VM migrated; add a command "vm.migrate" to see one.`;
    return { exitCode: 0, output, complaints: [note] };
  }
  return { exitCode: complaints.length > 0 ? 1 : 0, output, complaints };
}

/** Texts with an empty line between them. */
function inBlocks(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n');
}

function complaintsOf(file: ScenarioFile, run: ScenarioRun, until: number | null): string[] {
  const complaints = [
    ...run.refused.map(({ path, refusal }) => complaint(file, path, refusal)),
    ...run.disappointed.map(({ path, message }) => complaint(file, path, message)),
  ];
  if (!run.unfinished) return complaints;
  const end = `${toSeconds(run.world.time)} s`;
  const isPaused = migrationReports(run.world).some(({ status }) => status === 'postcopy-paused');
  const isLong = until === null && run.world.time >= LONGEST_RUN;
  const isContainer = run.world.inventory().hosts.some(({ containers = [] }) => containers.some(({ work }) => work !== undefined));
  const help = isPaused
    ? 'its post-copy is paused until a command recovers it'
    : isLong
      ? 'it may never converge'
      : 'simulate longer with --until';
  return [...complaints, `${file.name}: ${isContainer ? 'A migration or other work with a container' : 'A migration'} is still under way after ${end}; ${help}.`];
}
