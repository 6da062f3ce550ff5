/** Stands for an editor that is about to be killed: changes the world in the folder of its first argument, over and over. */
import { ObservedWorld } from './fresh-world.ts';

const GIBIBYTE = 2 ** 30;

const world = new ObservedWorld(process.argv[2] ?? '', 1);
await world.applyAll([
  { kind: 'host.add', host: 'alpha', memoryBytes: GIBIBYTE },
  { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: GIBIBYTE / 2, guest: { kind: 'idle' } },
  { kind: 'vm.start', vm: 'web' },
]);
for (let number = 1; ; number++) {
  await world.applyAll([{ kind: 'vm.snapshot', vm: 'web', name: `Snapshot ${number}` }]);
  await world.connection.ask({ kind: 'save' });
  process.stdout.write(`${number}\n`);
}
