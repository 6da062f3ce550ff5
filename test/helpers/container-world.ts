import { DataCenter } from '../../src/simulator/datacenter/data-center.ts';

/** A world with the running containers `one` and `two` on the first of its hosts, which links join to the others. */
export function containerWorld(seed: number, hosts: readonly [string, ...string[]] = ['alpha']): DataCenter {
  const dataCenter = new DataCenter(seed);
  const [first, ...others] = hosts;
  for (const host of hosts) dataCenter.apply({ kind: 'host.add', host, memoryBytes: 2 ** 32 });
  for (const other of others) dataCenter.apply({ kind: 'link.edit', between: [first, other] });
  for (const container of ['one', 'two']) {
    dataCenter.apply({ kind: 'container.create', container, host: first });
    dataCenter.apply({ kind: 'container.start', container });
  }
  return dataCenter;
}
