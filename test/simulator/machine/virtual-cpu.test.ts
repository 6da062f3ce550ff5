import { describe, expect, test } from 'vitest';
import { VirtualCpu } from '../../../src/simulator/machine/virtual-cpu.ts';

/** A vCPU with a number in every register, and some time and steps behind it. */
function usedCpu(): VirtualCpu {
  const vcpu = new VirtualCpu();
  for (let register = 0; register < 16; register++) vcpu.registers[register] = 0xffff_fff0 + register;
  vcpu.runningTime = 2 ** 52 + 1;
  vcpu.steps = 3_000_000_000;
  return vcpu;
}

describe('the device state', () => {
  test('brings registers, running time and steps back', () => {
    const copy = new VirtualCpu();
    copy.load(usedCpu().save(80));
    expect(copy.registers).toEqual(
      Uint32Array.of(
        0xffff_fff0, 0xffff_fff1, 0xffff_fff2, 0xffff_fff3, 0xffff_fff4, 0xffff_fff5, 0xffff_fff6, 0xffff_fff7,
        0xffff_fff8, 0xffff_fff9, 0xffff_fffa, 0xffff_fffb, 0xffff_fffc, 0xffff_fffd, 0xffff_fffe, 0xffff_ffff,
      ),
    );
    expect(copy.runningTime).toBe(2 ** 52 + 1);
    expect(copy.steps).toBe(3_000_000_000);
  });

  test('has the size asked for, zeros standing for other devices, but 80 bytes at least', () => {
    expect(usedCpu().save(34_900).length).toBe(34_900);
    expect(usedCpu().save(34_900).subarray(80).every((byte) => byte === 0)).toBe(true);
    expect(usedCpu().save(0).length).toBe(80);
  });

  test('begins with the registers, lowest byte first', () => {
    const vcpu = new VirtualCpu();
    vcpu.registers[1] = 0x0102_0304;
    expect([...vcpu.save(0).subarray(0, 12)]).toEqual([0, 0, 0, 0, 4, 3, 2, 1, 0, 0, 0, 0]);
  });

  test('may lie anywhere in a larger buffer', () => {
    const buffer = new Uint8Array(100);
    buffer.set(usedCpu().save(80), 7);
    const copy = new VirtualCpu();
    copy.load(buffer.subarray(7, 87));
    expect(copy.steps).toBe(3_000_000_000);
  });

  test('that is too short is refused', () => {
    expect(() => {
      new VirtualCpu().load(new Uint8Array(79));
    }).toThrow('A device state has at least 80 bytes; this one has 79.');
  });
});
