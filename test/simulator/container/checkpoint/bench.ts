import { dumpContainer } from '../../../../src/simulator/container/checkpoint/dump.ts';
import { freezeContainer } from '../../../../src/simulator/container/checkpoint/freeze.ts';
import { demandCheckpointable } from '../../../../src/simulator/container/checkpoint/refusals.ts';
import { shippedImages } from '../../../../src/simulator/container/image/shipped-images.ts';
import type { ContainerHost } from '../../../../src/simulator/container/oci/container-host.ts';
import { createContainer } from '../../../../src/simulator/container/oci/create-container.ts';
import { containerOf, deleteContainer, killContainer, startContainer } from '../../../../src/simulator/container/oci/lifecycle.ts';
import { prepareHost } from '../../../../src/simulator/container/oci/prepare-host.ts';
import { openTerminal, takeOutput, type } from '../../../../src/simulator/container/oci/session.ts';
import type { Walls } from '../../../../src/simulator/container/oci/walls.ts';
import { PROGRAMS } from '../../../../src/simulator/container/programs/all.ts';
import { runUntil } from '../../../../src/simulator/container/scheduler/run.ts';

const SECOND = 1_000_000_000;
const [BASE] = shippedImages([...PROGRAMS.keys()]);

export function newHost(hostname = 'alpha'): ContainerHost {
  return prepareHost({ hostname, vcpus: 2, memoryBytes: 2 ** 32, seed: 1 }, [...PROGRAMS.keys()]);
}

/** A container that runs a command. */
export function running(host: ContainerHost, name: string, walls: Walls, command: readonly string[] = ['pause']): void {
  createContainer(host, name, BASE!, walls);
  startContainer(host, name, command);
  pass(host, 1);
}

export function pass(host: ContainerHost, nanoseconds: number): void {
  runUntil(host.kernel, host.kernel.now + nanoseconds, PROGRAMS);
}

/** What is shown after this was typed, and so many seconds. */
export function enter(host: ContainerHost, name: string, text: string, seconds = 0): string {
  const session = openTerminal(host.kernel, containerOf(host, name), 'test');
  pass(host, 1);
  takeOutput(session);
  type(host.kernel, session, text);
  // The world counts whole nanoseconds.
  pass(host, 1 + Math.round(seconds * SECOND));
  return takeOutput(session);
}

/** Freezes a container and dumps it; throws where it is refused. */
export function checkpoint(host: ContainerHost, name: string, established = false): ReturnType<typeof dumpContainer> {
  const container = containerOf(host, name);
  demandCheckpointable(host, container, established);
  freezeContainer(container, established);
  return dumpContainer(host, container);
}

export function removed(host: ContainerHost, name: string): void {
  killContainer(host, name, 'KILL');
  deleteContainer(host, name);
}

