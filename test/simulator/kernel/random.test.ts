import { describe, expect, test } from 'vitest';
import { mix, RandomStream, seedWords } from '../../../src/simulator/kernel/random.ts';

// The numbers written out here come from a program in another language that follows the two papers.

function firstFour(seed: number, component: string): number[] {
  const stream = new RandomStream(seed, component);
  return [stream.next(), stream.next(), stream.next(), stream.next()];
}

describe('a random stream', () => {
  test('begins with these numbers, for ever and on every platform', () => {
    expect(firstFour(1, 'disk')).toEqual([2_151_350_455, 3_473_222_985, 1_955_258_872, 4_131_721_675]);
  });

  test('is another for another component of the same world', () => {
    expect(firstFour(1, 'link')).toEqual([2_032_060_335, 2_321_635_909, 934_359_804, 4_095_815_314]);
  });

  test('is another for another seed, also for one that differs only beyond 32 bits', () => {
    expect(firstFour(2, 'disk')).toEqual([3_897_932_898, 273_470_903, 2_563_058_020, 2_144_924_323]);
    expect(firstFour(2 ** 32 + 1, 'disk')).toEqual([266_430_309, 595_578_261, 896_506_228, 2_715_124_453]);
  });

  test('is not moved by draws from another stream', () => {
    const disk = new RandomStream(1, 'disk');
    const link = new RandomStream(1, 'link');
    expect(disk.next()).toBe(2_151_350_455);
    for (let draw = 0; draw < 100; draw++) link.next();
    expect(disk.next()).toBe(3_473_222_985);
  });

  test('works with seed 0 and no name', () => {
    expect(firstFour(0, '')).toEqual([888_365_430, 173_524_796, 1_295_733_485, 2_387_262_994]);
  });

  test('draws whole numbers below a limit, and reaches all of them', () => {
    const stream = new RandomStream(5, 'dice');
    const seen = new Set<number>();
    for (let draw = 0; draw < 200; draw++) seen.add(stream.below(6));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('draws fractions from 0 to below 1, half of them in each half', () => {
    const stream = new RandomStream(5, 'fractions');
    const draws = Array.from({ length: 10_000 }, () => stream.unit());
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    const low = draws.filter((value) => value < 0.5).length;
    expect(low).toBeGreaterThan(4800);
    expect(low).toBeLessThan(5200);
  });
});

test('mix is the 32-bit finaliser of MurmurHash3', () => {
  expect(mix(0)).toBe(0);
  expect(mix(1)).toBe(0x514e_28b7);
  expect(mix(0xffff_ffff)).toBe(2_180_083_513);
});

test('the seed words of a name are these, and never all 0', () => {
  expect([...seedWords(1, 'guest web')]).toEqual([2_122_156_391, 866_597_058, 2_890_997_252, 3_070_605_060]);
});
