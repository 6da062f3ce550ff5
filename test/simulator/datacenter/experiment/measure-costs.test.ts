import { describe, expect, test } from 'vitest';
import { DataCenter } from '../../../../src/simulator/datacenter/data-center.ts';
import { type CostReport, measureCosts } from '../../../../src/simulator/datacenter/experiment/measure-costs.ts';
import { costRows } from '../../../../src/viewmodel/container/costs-text.ts';
import { apply } from '../worlds.ts';

const MEBIBYTE = 2 ** 20;

function measured(memoryBytes: number): CostReport {
  const dataCenter = new DataCenter(3);
  apply(dataCenter, { kind: 'host.add', host: 'alpha', memoryBytes });
  const before = dataCenter.save().header;
  const measuring = measureCosts(dataCenter.save(), 'alpha');
  for (let step = measuring.next(); ; step = measuring.next()) {
    if (step.done !== true) continue;
    expect(dataCenter.save().header).toBe(before);
    return step.value;
  }
}

describe('what containers and VMs cost', () => {
  test('is found by filling a copy of the host until it refuses', () => {
    const report = measured(150 * MEBIBYTE);
    expect(report.memory).toEqual({ container: 348_160, vm: 128 * MEBIBYTE });
    expect(report.filled).toEqual({ bytes: 150 * MEBIBYTE, containers: Math.floor((150 * MEBIBYTE) / 348_160), vms: 1 });
    expect(report.kept.vm).toBe(128 * MEBIBYTE);
    expect(report.kept.container).toBeGreaterThan(0);
    expect(report.kept.container).toBeLessThan(MEBIBYTE);
    expect(report.image.first).toBeGreaterThan(report.image.second);
    const rows = costRows(report);
    expect(rows.map(({ subject }) => subject)).toContain('How many fit into 150 MiB');
    expect(rows[0]).toMatchObject({ container: '2.5 ms to the first program' });
    expect(rows[0]?.vm).toContain('192 ms to the first program: 36 ms its monitor, 79 ms firmware and loader, 77 ms its kernel');
    expect(rows.every(({ how }) => how.length > 10)).toBe(true);
  });

  test('a host without room for both is refused', () => {
    expect(() => measured(64 * MEBIBYTE)).toThrow('Host "alpha" has no room for VM "compared-vm"');
  });
});
