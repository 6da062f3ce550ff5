import type { ContainerState } from '../../container/oci/container-host.ts';
import type { DataCenter } from '../data-center.ts';
import { showBytes } from '../limits.ts';
import type { ScenarioPath, ScenarioProblem } from '../scenario.ts';
import { Fields, type Keys, problemAt } from '../scenario-fields.ts';
import { DURATION, SIZE } from '../scenario-quantities.ts';
import type { Expectation } from './expectation.ts';

const EXPECTATION_KEYS: Keys = {
  required: ['at', 'container'], optional: ['state', 'host', 'checkpoints', 'printed', 'terminal', 'memoryAtMost', 'memoryAtLeast', 'killedForMemory', 'processes'],
};

const STATES = ['creating', 'created', 'running', 'stopped', 'deleted'] as const satisfies readonly (ContainerState | 'deleted')[];
const COUNT = { least: 0, most: 1_000_000, whole: true };

/** Reads an entry of `expect`; none, with the problems noted, where it is not an object. */
export function readExpectation(value: unknown, path: ScenarioPath, problems: ScenarioProblem[]): Expectation[] {
  const fields = Fields.of(value, path, problems, EXPECTATION_KEYS);
  if (fields === null) return [];
  if (EXPECTATION_KEYS.optional.every((key) => key === 'terminal' || !fields.has(key))) problems.push(problemAt(path, 'expects nothing; add "state", "printed" or another.'));
  return [{
    path, at: fields.quantity('at', DURATION), container: fields.text('container'),
    ...(fields.has('state') && { state: fields.oneOf('state', [...STATES]) }),
    ...(fields.has('host') && { host: fields.text('host') }),
    ...(fields.has('checkpoints') && { checkpoints: fields.texts('checkpoints') }),
    ...(fields.has('printed') && { printed: fields.text('printed') }),
    ...(fields.has('terminal') && { terminal: fields.text('terminal') }),
    ...(fields.has('memoryAtMost') && { memoryAtMostBytes: fields.quantity('memoryAtMost', SIZE) }),
    ...(fields.has('memoryAtLeast') && { memoryAtLeastBytes: fields.quantity('memoryAtLeast', SIZE) }),
    ...(fields.has('killedForMemory') && { killedForMemory: fields.number('killedForMemory', COUNT) }),
    ...(fields.has('processes') && { processes: fields.number('processes', COUNT) }),
  }];
}

/** What is otherwise than expected, each in one sentence with its place in the file. */
export function disappointments(world: DataCenter, expected: Expectation): ScenarioProblem[] {
  const { path, container: name, state, host, checkpoints, terminal, printed, memoryAtMostBytes: most, memoryAtLeastBytes: least, killedForMemory, processes } = expected;
  const note = (key: string, complaint: string): ScenarioProblem => problemAt([...path, key], complaint);
  const found = world.inventory().hosts.flatMap(({ containers = [] }) => containers).find((container) => container.name === name);
  const actual = found?.state ?? 'deleted';
  const problems = state === undefined || state === actual ? [] : [note('state', `is "${state}", but container "${name}" is ${actual}.`)];
  if (host !== undefined && found?.host !== host) problems.push(note('host', `is "${host}", but container "${name}" is ${found === undefined ? 'deleted' : `on "${found.host}"`}.`));
  const taken = (world.inventory().checkpoints ?? []).filter(({ container }) => container === name).map((checkpoint) => checkpoint.name);
  if (checkpoints !== undefined && checkpoints.join() !== taken.join()) {
    problems.push(note('checkpoints', `is ${listOf(checkpoints)}, but of container "${name}" there ${taken.length === 1 ? 'is' : 'are'} ${listOf(taken)}.`));
  }
  if (printed !== undefined && !printedBy(world, name, terminal).includes(printed)) {
    problems.push(note('printed', `is "${printed}", which ${terminal === undefined ? 'no terminal' : `terminal "${terminal}"`} of container "${name}" has printed.`));
  }
  if (found === undefined) {
    const counted = [['memoryAtMost', most], ['memoryAtLeast', least], ['killedForMemory', killedForMemory], ['processes', processes]] as const;
    return [...problems, ...counted.flatMap(([key, value]) => (value === undefined ? [] : [note(key, `cannot be counted, as there is no container "${name}".`)]))];
  }
  const { memoryBytes } = found;
  if (most !== undefined && memoryBytes > most) problems.push(note('memoryAtMost', `is ${showBytes(most)}, but container "${name}" has ${showBytes(memoryBytes)}.`));
  if (least !== undefined && memoryBytes < least) problems.push(note('memoryAtLeast', `is ${showBytes(least)}, but container "${name}" has ${showBytes(memoryBytes)}.`));
  if (killedForMemory !== undefined && killedForMemory !== found.killedForMemory) {
    problems.push(note('killedForMemory', `is ${killedForMemory}, but in container "${name}" ${found.killedForMemory} were killed.`));
  }
  if (processes !== undefined && processes !== found.processes.length) problems.push(note('processes', `is ${processes}, but container "${name}" has ${found.processes.length}.`));
  return problems;
}

function printedBy(world: DataCenter, container: string, terminal: string | undefined): string {
  return world.trace
    .flatMap((event) => (event.kind === 'container.output' && event.container === container && (terminal === undefined || event.terminal === terminal) ? [event.text] : []))
    .join('');
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `"${name}"`).join(', ');
}
