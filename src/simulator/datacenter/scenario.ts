import type { Nanoseconds } from '../kernel/time.ts';
import type { Command } from './commands.ts';
import type { Expectation } from './containers/expectation.ts';

/**
 * A world and what happens in it, as a teacher writes it in a `*.virtlab.json` file:
 *
 *     {
 *       "seed": 7,
 *       "hosts": [{ "name": "alpha", "memory": "4 GiB" }, { "name": "beta", "memory": "4 GiB" }],
 *       "links": [{ "between": ["alpha", "beta"], "bandwidth": "1 Gbit/s", "latency": "100 us" }],
 *       "vms": [{
 *         "name": "web", "host": "alpha", "memory": "1 GiB", "zeroShare": 0.25,
 *         "guest": { "kind": "hot-cold", "pagesPerSecond": 20000,
 *                    "workingSet": "512 MiB", "hotSet": "32 MiB", "hotProbability": 0.9 }
 *       }],
 *       "containers": [{ "name": "box", "host": "beta", "walls": { "limits": { "memory": "64 MiB" } },
 *                        "files": [{ "path": "/etc/motd", "text": "Welcome" }] }],
 *       "commands": [{ "at": "2 s", "kind": "vm.migrate", "vm": "web", "to": "beta",
 *                      "parameters": { "downtimeLimit": "50 ms", "maxBandwidth": "unlimited" } }],
 *       "expect": [{ "at": "3 s", "container": "box", "state": "running", "memoryAtMost": "64 MiB" }],
 *       "until": "60 s"
 *     }
 *
 * Sizes, times and rates are strings with their unit ("1 GiB", "250 ms", "125 MB/s", "1 Gbit/s"); shares are
 * numbers from 0 to 1. VMs run unless they say `"running": false`; a VM without a guest is idle. The commands are
 * those of `commands.ts`, each with its time, in the order of time; in `snapshot` they take the name of a snapshot
 * or its id. Without `until`, the world runs until no migration is under way.
 *
 * This is the file once read: the commands that make the world at time 0, then those that happen in it.
 */
export interface Scenario {
  readonly seed: number;
  /** Hosts, links, VMs, starts: in the order in which they are applied. */
  readonly setup: readonly PlacedCommand[];
  /** In the order of time. */
  readonly commands: readonly TimedCommand[];
  /** In the order of time; looked at when a scenario is simulated without an editor. */
  readonly expectations: readonly Expectation[];
  /** When the world stops; null: when no migration is under way any more. */
  readonly until: Nanoseconds | null;
}

/** A place in the file: keys and indexes, from the outside in. */
export type ScenarioPath = readonly (string | number)[];

/** A command, and the place in the file that asked for it. */
export interface PlacedCommand {
  readonly path: ScenarioPath;
  readonly command: Command;
}

/** A command that is carried out at its time. */
export interface TimedCommand extends PlacedCommand {
  readonly at: Nanoseconds;
}

/** A mistake in a scenario: its place, and one sentence that says what is wrong and how to mend it. */
export interface ScenarioProblem {
  readonly path: ScenarioPath;
  readonly message: string;
}

/** A scenario, or every mistake in it. */
export type ParsedScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly ScenarioProblem[] };
