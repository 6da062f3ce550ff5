import { buildWorld, type DataCenter, parseScenario } from '../simulator/index.ts';

/**
 * The world at the beginning of a scenario file; the file's commands are carried out in it when their times come.
 * Throws an error with one sentence that names the place of the first mistake.
 */
export function worldFromScenario(text: string): DataCenter {
  const parsed = parseScenario(parseJson(text));
  if (parsed.ok) return buildWorld(parsed.scenario);
  const [problem] = parsed.problems;
  throw new Error(problem ? [problem.path.join('.'), problem.message].filter(Boolean).join(': ') : 'The scenario is bad.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`The scenario is not JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
