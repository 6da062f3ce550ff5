import { PAGE_BYTES } from '../memory/page.ts';
import type { CommandOf } from './commands.ts';
import type { PlacedCommand, Scenario, ScenarioPath, ScenarioProblem } from './scenario.ts';
import { suggestion } from './closest-name.ts';
import { problemAt } from './scenario-fields.ts';

type Creation = CommandOf<'vm.create'>;

/**
 * Notes what no single entry shows: names that nothing has, or two things have; VMs that do not fit; times that go
 * back. What depends on how the run goes (is there room at the destination then?) is left to the world to refuse.
 */
export function checkScenario(scenario: Scenario, problems: ScenarioProblem[]): void {
  const names = new NameCheck(problems);
  for (const placed of scenario.setup) names.check(placed, true);
  for (const placed of scenario.commands) names.check(placed, false);
  names.checkExpectations(scenario);
  checkTimes(scenario, problems);
}

function checkTimes({ commands, expectations, until }: Scenario, problems: ScenarioProblem[]): void {
  const lists = [{ list: commands, noun: 'command' }, { list: expectations, noun: 'expectation' }];
  for (const { list, noun } of lists) {
    let latest = 0;
    for (const { at, path } of list) {
      if (at < latest) problems.push(problemAt([...path, 'at'], `is before the ${noun} above it; put the ${noun}s in the order of time.`));
      else if (at > latest) latest = at;
    }
    if (until !== null && until < latest) problems.push(problemAt(['until'], `is before the last ${noun}; the world must run at least until then.`));
  }
}

/** Goes through the commands in their order and knows which names there are by then. */
class NameCheck {
  readonly #problems: ScenarioProblem[];
  /** Memory that is still free, by host. */
  readonly #hosts = new Map<string, number>();
  readonly #removedHosts = new Set<string>();
  readonly #vms = new Set<string>();
  readonly #deletedVms = new Set<string>();
  readonly #containers = new Set<string>();
  readonly #deletedContainers = new Set<string>();
  readonly #checkpoints = new Set<string>();
  /** Containers of which checkpoints are taken without a name, which are called "web-1" and so on then. */
  readonly #numbered = new Set<string>();
  readonly #links = new Set<string>();

  constructor(problems: ScenarioProblem[]) {
    this.#problems = problems;
  }

  /** `setup`: at time 0, from the lists of hosts, links and VMs. */
  check({ command, path }: PlacedCommand, setup: boolean): void {
    switch (command.kind) {
      case 'host.add':
        return this.#addHost(command.host, command.memoryBytes, [...path, setup ? 'name' : 'host'], path);
      case 'host.remove':
        this.#expectHost(command.host, [...path, 'host']);
        this.#removedHosts.add(command.host);
        return;
      case 'host.drain':
      case 'host.fail':
      case 'host.repair':
      case 'host.exhaust':
        return this.#expectHost(command.host, [...path, 'host']);
      case 'link.edit':
        return this.#link(command.between, [...path, 'between'], setup);
      case 'vm.create':
        return this.#create(command, path, setup);
      case 'snapshot.clone':
        this.#expectVm(command.vm, [...path, 'vm']);
        if (command.host !== undefined) this.#expectHost(command.host, [...path, 'host']);
        this.#vms.add(command.as);
        this.#deletedVms.delete(command.as);
        return;
      case 'vm.migrate':
      case 'vm.replicate':
        this.#expectVm(command.vm, [...path, 'vm']);
        return this.#expectHost(command.to, [...path, 'to']);
      case 'vm.delete':
        this.#expectVm(command.vm, [...path, 'vm']);
        this.#deletedVms.add(command.vm);
        return;
      case 'world.advance':
      case 'storage.edit':
        return;
      case 'container.create':
        return this.#createContainer(command, path, setup);
      case 'container.start':
      case 'container.stop':
      case 'container.delete':
      case 'container.type':
      case 'container.interrupt':
      case 'container.writeFile':
      case 'container.makeDirectory':
      case 'container.removeFile':
      case 'container.renameFile':
        if (!setup) this.#expectContainer(command.container, [...path, 'container']);
        if (command.kind === 'container.delete') this.#deletedContainers.add(command.container);
        return;
      case 'container.checkpoint':
        this.#expectContainer(command.container, [...path, 'container']);
        if (command.checkpoint === undefined) this.#numbered.add(command.container);
        else this.#checkpoints.add(command.checkpoint);
        return;
      case 'container.restore':
        return this.#restore(command, path);
      case 'container.deleteCheckpoint':
        return this.#expectCheckpoint(command.checkpoint, [...path, 'checkpoint']);
      case 'container.migrate':
        this.#expectContainer(command.container, [...path, 'container']);
        return this.#expectHost(command.to, [...path, 'to']);
      case 'container.cancelCheckpoint':
      case 'container.cancelMigration':
      case 'container.recoverMigration':
        return this.#expectContainer(command.container, [...path, 'container']);
      default:
        this.#expectVm(command.vm, [...path, setup ? 'name' : 'vm']);
    }
  }

  #addHost(host: string, memoryBytes: number, namePath: ScenarioPath, path: ScenarioPath): void {
    this.#expectWholePages(memoryBytes, [...path, 'memory']);
    if (host === '') return;
    if (this.#hosts.has(host) && !this.#removedHosts.has(host)) return this.#note(namePath, `is "${host}", as another host is; give each its own name.`);
    this.#removedHosts.delete(host);
    this.#hosts.set(host, memoryBytes);
  }

  #link([one, other]: readonly [string, string], path: ScenarioPath, setup: boolean): void {
    this.#expectHost(one, [...path, 0]);
    this.#expectHost(other, [...path, 1]);
    if (one === '' || !setup) return;
    const link = JSON.stringify([one, other].sort());
    if (this.#links.has(link)) this.#note(path, `links "${one}" and "${other}" a second time; keep one of the two.`);
    this.#links.add(link);
  }

  #create({ vm, host, memoryBytes, guest }: Creation, path: ScenarioPath, setup: boolean): void {
    const namePath = [...path, setup ? 'name' : 'vm'];
    if (vm !== '' && this.#vms.has(vm) && !this.#deletedVms.has(vm)) {
      this.#note(namePath, `is "${vm}", as another VM is; give each its own name.`);
    }
    if (vm !== '') this.#vms.add(vm);
    this.#deletedVms.delete(vm);
    this.#expectHost(host, [...path, 'host']);
    this.#expectWholePages(memoryBytes, [...path, 'memory']);
    if (setup) this.#reserve(host, memoryBytes, [...path, 'memory']);
    if (!('workingSetPages' in guest)) return;
    const end = (guest.firstPage ?? 0) + guest.workingSetPages;
    if (end * PAGE_BYTES > memoryBytes) {
      const place = [...path, 'guest', 'workingSet'];
      this.#note(place, `ends at ${sizeText(end * PAGE_BYTES)}, but the VM has only ${sizeText(memoryBytes)}; make it smaller.`);
    }
    if (guest.kind === 'hot-cold' && guest.hotPages >= guest.workingSetPages) {
      this.#note([...path, 'guest', 'hotSet'], 'must be smaller than the working set; make it a part of it.');
    }
  }

  #createContainer({ container, host }: CommandOf<'container.create'>, path: ScenarioPath, setup: boolean): void {
    if (container !== '' && this.#containers.has(container) && !this.#deletedContainers.has(container)) {
      this.#note([...path, setup ? 'name' : 'container'], `is "${container}", as another container is; give each its own name.`);
    }
    if (container !== '') this.#containers.add(container);
    this.#deletedContainers.delete(container);
    this.#expectHost(host, [...path, 'host']);
  }

  #restore({ checkpoint, container, host }: CommandOf<'container.restore'>, path: ScenarioPath): void {
    this.#expectCheckpoint(checkpoint, [...path, 'checkpoint']);
    if (host !== undefined) this.#expectHost(host, [...path, 'host']);
    if (container !== undefined && container !== '') {
      this.#containers.add(container);
      this.#deletedContainers.delete(container);
    }
  }

  #expectCheckpoint(checkpoint: string, path: ScenarioPath): void {
    if (checkpoint === '' || this.#checkpoints.has(checkpoint) || this.#numbered.has(checkpoint.replace(/-\d+$/, ''))) return;
    this.#note(path, `names "${checkpoint}", but no command above takes a checkpoint of that name${suggestion(checkpoint, this.#checkpoints)}`);
  }

  #reserve(host: string, memoryBytes: number, path: ScenarioPath): void {
    const free = this.#hosts.get(host);
    if (free === undefined || Number.isNaN(free)) return;
    if (memoryBytes > free) {
      this.#note(path, `is ${sizeText(memoryBytes)}, but "${host}" has only ${sizeText(free)} free; make the VM smaller or the host larger.`);
    } else if (memoryBytes <= free) this.#hosts.set(host, free - memoryBytes);
  }

  #expectWholePages(bytes: number, path: ScenarioPath): void {
    if (Number.isNaN(bytes) || bytes % PAGE_BYTES === 0) return;
    this.#note(path, `is ${bytes} bytes, which are not whole pages of ${PAGE_BYTES} bytes; round it.`);
  }

  #expectHost(host: string, path: ScenarioPath): void {
    if (host === '' || this.#hosts.has(host) || this.#someNamesAreLost('hosts')) return;
    this.#note(path, `names "${host}", but no host has that name${suggestion(host, this.#hosts.keys())}`);
  }

  #expectVm(vm: string, path: ScenarioPath): void {
    if (vm === '' || this.#vms.has(vm) || this.#someNamesAreLost('vms')) return;
    this.#note(path, `names "${vm}", but no VM has that name${suggestion(vm, this.#vms)}`);
  }

  #expectContainer(container: string, path: ScenarioPath): void {
    if (container === '' || this.#containers.has(container) || this.#someNamesAreLost('containers')) return;
    this.#note(path, `names "${container}", but no container has that name${suggestion(container, this.#containers)}`);
  }

  /** Names the containers that are expected to be something, and the hosts on which they are to be. */
  checkExpectations({ expectations }: Scenario): void {
    for (const { container, host, path } of expectations) {
      this.#expectContainer(container, [...path, 'container']);
      if (host !== undefined) this.#expectHost(host, [...path, 'host']);
    }
  }

  /** True if a mistake in this list hides names that are meant to be there: no sense in calling them unknown. */
  #someNamesAreLost(list: 'hosts' | 'vms' | 'containers'): boolean {
    return this.#problems.some(({ path }) => path[0] === list && (path.length < 3 || path[2] === 'name'));
  }

  #note(path: ScenarioPath, complaint: string): void {
    this.#problems.push(problemAt(path, complaint));
  }
}

/** The largest unit that leaves no long fraction: "1 GiB", "1.5 GiB", "3 pages". */
function sizeText(bytes: number): string {
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let amount = bytes / 1024;
  let unit = 0;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit++;
  }
  return `${Math.round(amount * 100) / 100} ${units[unit] as string}`;
}
