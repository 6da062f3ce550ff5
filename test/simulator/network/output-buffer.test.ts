import { describe, expect, it } from 'vitest';
import { OutputBuffer } from '../../../src/simulator/network/output-buffer.ts';

describe('The output buffer', () => {
  it('lets out what a safe checkpoint covers, in order, and nothing said since', () => {
    const buffer = new OutputBuffer<string>();
    buffer.hold('one');
    buffer.hold('two');
    const first = buffer.seal();
    buffer.hold('three');
    expect(buffer.release(first)).toEqual(['one', 'two']);
    expect(buffer.held).toEqual(['three']);
    expect(buffer.release(first)).toEqual([]);
  });

  it('lets out with a later checkpoint what earlier ones cover', () => {
    const buffer = new OutputBuffer<string>();
    buffer.hold('one');
    buffer.seal();
    buffer.hold('two');
    expect(buffer.release(buffer.seal())).toEqual(['one', 'two']);
    expect(buffer.waiting).toBe(0);
  });

  it('forgets what was said since the checkpoint that the machine goes back to', () => {
    const buffer = new OutputBuffer<string>();
    buffer.hold('never said');
    expect(buffer.discard()).toBe(1);
    expect(buffer.release(buffer.seal())).toEqual([]);
  });
});
