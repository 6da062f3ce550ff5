import type { Nanoseconds } from '../../kernel/time.ts';

/**
 * What it takes a real VM from the start of its monitor to its first process: QEMU 4.0 with KVM, machine q35, SeaBIOS and a
 * compressed kernel, as measured by S. Garzarella ("QEMU 4.0 boots uncompressed Linux x86_64 kernel", 2019-08-23).
 * `vm.start` takes no time in the simulator: what migrations are compared with begins with machines that run.
 */
export const VM_BOOT: Readonly<Record<'monitor' | 'firmware' | 'kernel', Nanoseconds>> = {
  monitor: 36_072_056,
  firmware: 78_597_466,
  kernel: 77_079_045,
};

/** The most that Firecracker promises from its start call to the guest's /sbin/init, with 128 MiB (its SPECIFICATION.md). */
export const MICRO_VM_BOOT_NANOSECONDS: Nanoseconds = 125_000_000;

/** The memory of the VM that containers are compared with: the microVM of that specification. */
export const COMPARED_VM_BYTES = 2 ** 27;
