import type { ContainerPlace } from '../../container/checkpoint/container-place.ts';
import type { World } from '../world.ts';
import { type ContainerKernel, passTime, runKernel } from './container-kernel.ts';

/** The kernel of a host as containers move from it and to it. */
export function placeOf(world: World, kernel: ContainerKernel): ContainerPlace {
  return {
    host: kernel.host,
    get now() {
      return world.queue.now;
    },
    passTime: () => {
      passTime(world, kernel);
    },
    run: () => {
      runKernel(world, kernel);
    },
    watch: (watcher) => {
      kernel.watchers.add(watcher);
      return () => {
        kernel.watchers.delete(watcher);
      };
    },
  };
}
