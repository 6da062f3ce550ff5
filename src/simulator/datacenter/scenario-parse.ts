import type { Nanoseconds } from '../kernel/time.ts';
import type { ParsedScenario, PlacedCommand, Scenario, ScenarioPath, ScenarioProblem, TimedCommand } from './scenario.ts';
import { DataCenter } from './data-center.ts';
import { readContainerEntry } from './containers/scenario-containers.ts';
import { readExpectation } from './containers/scenario-expectations.ts';
import { checkScenario } from './scenario-check.ts';
import { readCommand, readHost, readLink, readVm } from './scenario-commands.ts';
import { Fields } from './scenario-fields.ts';
import { COMMAND_KEYS, COMMAND_KINDS, HOST_KEYS, LINK_KEYS, SCENARIO_KEYS, VM_KEYS } from './scenario-keys.ts';
import { DURATION } from './scenario-quantities.ts';

/** The seed of a scenario that names none. */
const DEFAULT_SEED = 1;

/** Reads a scenario from parsed JSON; says every mistake in it, or none. */
export function parseScenario(value: unknown): ParsedScenario {
  const problems: ScenarioProblem[] = [];
  const fields = Fields.of(value, [], problems, SCENARIO_KEYS);
  if (fields === null) return { ok: false, problems };
  const scenario: Scenario = {
    seed: readSeed(fields),
    setup: [
      ...fields.list('hosts').flatMap(({ value: host, path }) => readHostEntry(host, path, problems)),
      ...fields.list('links').flatMap(({ value: link, path }) => readLinkEntry(link, path, problems)),
      ...fields.list('vms').flatMap(({ value: vm, path }) => readVmEntry(vm, path, problems)),
      ...fields.list('containers').flatMap(({ value: container, path }) => readContainerEntry(container, path, problems)),
    ],
    commands: fields.list('commands').flatMap(({ value: command, path }) => readTimed(command, path, problems)),
    expectations: fields.list('expect').flatMap(({ value: expected, path }) => readExpectation(expected, path, problems)),
    until: fields.has('until') ? fields.quantity('until', DURATION) : null,
  };
  for (const key of ['title', 'description', '$schema']) fields.text(key);
  checkScenario(scenario, problems);
  if (problems.length === 0) problems.push(...refusedSetup(scenario));
  return problems.length === 0 ? { ok: true, scenario } : { ok: false, problems };
}

/** What the world itself says against its making; nothing is started for that, so it is quick. */
function refusedSetup({ seed, setup }: Scenario): ScenarioProblem[] {
  const world = new DataCenter(seed);
  // What is not there cannot have files or be started, which says nothing new.
  const refused = new Set<string>();
  return setup.flatMap(({ path, command }) => {
    const entry = path.slice(0, 2).join();
    const outcome = command.kind === 'vm.start' || refused.has(entry) ? null : world.apply(command);
    if (outcome === null || outcome.ok) return [];
    refused.add(entry);
    return [{ path, message: outcome.refusal }];
  });
}

function readSeed(fields: Fields): number {
  if (!fields.has('seed')) return DEFAULT_SEED;
  return fields.number('seed', { least: 0, most: Number.MAX_SAFE_INTEGER, whole: true });
}

function readHostEntry(value: unknown, path: ScenarioPath, problems: ScenarioProblem[]): PlacedCommand[] {
  const fields = Fields.of(value, path, problems, HOST_KEYS);
  return fields === null ? [] : [{ path, command: readHost(fields, fields.name('name')) }];
}

function readLinkEntry(value: unknown, path: ScenarioPath, problems: ScenarioProblem[]): PlacedCommand[] {
  const fields = Fields.of(value, path, problems, LINK_KEYS);
  return fields === null ? [] : [{ path, command: readLink(fields) }];
}

function readVmEntry(value: unknown, path: ScenarioPath, problems: ScenarioProblem[]): PlacedCommand[] {
  const fields = Fields.of(value, path, problems, VM_KEYS);
  if (fields === null) return [];
  const vm = fields.name('name');
  const created: PlacedCommand = { path, command: readVm(fields, vm, problems) };
  const running = fields.has('running') ? fields.flag('running') : true;
  return running ? [created, { path, command: { kind: 'vm.start', vm } }] : [created];
}

function readTimed(value: unknown, path: ScenarioPath, problems: ScenarioProblem[]): TimedCommand[] {
  const fields = Fields.of(value, path, problems);
  if (fields === null) return [];
  const at: Nanoseconds = fields.quantity('at', DURATION);
  const before = problems.length;
  const kind = fields.oneOf('kind', COMMAND_KINDS);
  if (!fields.has('kind')) fields.expect({ required: ['at', 'kind'], optional: Object.keys(value as object) });
  if (problems.length > before) return [];
  fields.expect(COMMAND_KEYS[kind]);
  return [{ path, at, command: readCommand(kind, fields, problems) }];
}
