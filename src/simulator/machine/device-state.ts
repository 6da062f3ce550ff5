/**
 * Registers of vCPUs and state of devices, serialised by the machine that saved them and opaque to the engine: only a
 * machine of the same kind can load them.
 */
export type DeviceState = Uint8Array;
