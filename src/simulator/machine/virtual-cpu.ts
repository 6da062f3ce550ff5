import type { Nanoseconds } from '../kernel/time.ts';
import type { DeviceState } from './device-state.ts';

const REGISTER_COUNT = 16;

/** Bytes of a serialised vCPU: 16 registers, then running time and steps as 64-bit floats. */
export const VCPU_BYTES = REGISTER_COUNT * 4 + 16;

/**
 * All of a guest that is not in its memory. Guests keep everything in registers and pages, so that putting these
 * back really is going back: the guest cannot tell that anything happened.
 */
export class VirtualCpu {
  readonly registers = new Uint32Array(REGISTER_COUNT);
  /** How long the guest has been running, by its own clock, which stops while it is paused or throttled. */
  runningTime: Nanoseconds = 0;
  /** Steps that the guest has made. */
  steps = 0;

  /** Serialises the registers into a device state of the given size; the rest stands for other devices and is 0. */
  save(deviceStateBytes: number): DeviceState {
    const state = new Uint8Array(Math.max(deviceStateBytes, VCPU_BYTES));
    const view = new DataView(state.buffer);
    this.registers.forEach((value, index) => {
      view.setUint32(index * 4, value, true);
    });
    view.setFloat64(REGISTER_COUNT * 4, this.runningTime, true);
    view.setFloat64(REGISTER_COUNT * 4 + 8, this.steps, true);
    return state;
  }

  /** Throws where the state is too short to be one. */
  load(state: DeviceState): void {
    if (state.length < VCPU_BYTES) {
      throw new Error(`A device state has at least ${VCPU_BYTES} bytes; this one has ${state.length}.`);
    }
    const view = new DataView(state.buffer, state.byteOffset, state.byteLength);
    for (let index = 0; index < REGISTER_COUNT; index++) this.registers[index] = view.getUint32(index * 4, true);
    this.runningTime = view.getFloat64(REGISTER_COUNT * 4, true);
    this.steps = view.getFloat64(REGISTER_COUNT * 4 + 8, true);
  }
}
