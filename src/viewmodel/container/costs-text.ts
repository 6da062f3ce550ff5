import type { CostReport } from '../../simulator/index.ts';
import { escapeMarkdown } from '../datacenter/markdown.ts';
import { formatBytes, formatCount, formatTime } from '../quantities.ts';

/** One figure of both kinds, and how it was obtained. */
export interface CostRow {
  readonly subject: string;
  readonly container: string;
  readonly vm: string;
  readonly how: string;
}

const KERNEL_MEASUREMENT = 'measured on Linux 6.18, the median of 1 000 containers (test/oracle/container-costs.py)';

/** What a container and a VM cost, in rows. */
export function costRows(report: CostReport): readonly CostRow[] {
  const { freeBytes, start, memory, image, filled, kept, vmBytes, host } = report;
  const boot = start.vm.monitor + start.vm.firmware + start.vm.kernel;
  const whole = (bytes: number): string => formatCount(Math.floor(freeBytes / bytes));
  return [
    {
      subject: 'Time to start',
      container: `${formatTime(start.container)} to the first program`,
      vm: `${formatTime(boot)} to the first program: ${formatTime(start.vm.monitor)} its monitor, ${formatTime(start.vm.firmware)} firmware and loader, ${formatTime(start.vm.kernel)} its kernel. At most ${formatTime(start.microVm)} in a microVM`,
      how: `container: ${KERNEL_MEASUREMENT}; VM: QEMU 4.0 with KVM, q35 and SeaBIOS, as S. Garzarella measured it in 2019; microVM: Firecracker’s SPECIFICATION.md. In the simulator both start at once`,
    },
    {
      subject: 'Memory of one that waits',
      container: formatBytes(memory.container),
      vm: `${formatBytes(memory.vm)}, set aside whether it is used or not`,
      how: `what is free on a copy of ${host} before and after; the container’s share is ${KERNEL_MEASUREMENT}`,
    },
    {
      subject: 'Room on the disk',
      container: `${formatBytes(image.first)} for the first of an image, ${formatBytes(image.second)} for the next: layers are shared`,
      vm: 'an image of its own, or an overlay on a shared one',
      how: `what the files of a copy of ${host} hold before and after`,
    },
    {
      subject: `How many fit into ${formatBytes(filled.bytes)}`,
      container: formatCount(filled.containers),
      vm: formatCount(filled.vms),
      how: `a copy of ${host} was filled until it refused the next one`,
    },
    {
      subject: `How many would fit into the ${formatBytes(freeBytes)} that are free on ${host}`,
      container: whole(memory.container),
      vm: whole(memory.vm),
      how: 'computed from the memory of one',
    },
    {
      subject: 'Size of a saved state',
      container: `${formatBytes(kept.container)}: its processes, files and what of the kernel is theirs`,
      vm: `${formatBytes(kept.vm)} of ${formatBytes(vmBytes)}: all its memory, the kernel’s own included`,
      how: `a checkpoint of the container and a full snapshot of the VM were taken on a copy of ${host}`,
    },
  ];
}

/** The costs of containers and VMs side by side, as Markdown. */
export function costsText(report: CostReport): string {
  return [
    '# What a container costs, and what a VM',
    '',
    `Both of ${escapeMarkdown(report.host)}, measured on copies of the data center; the VM has ${formatBytes(report.vmBytes)} of memory. A container is processes on a kernel that runs already; a VM brings a kernel, and memory for it, along.`,
    '',
    '| | Container | VM | How it was obtained |',
    '|:--|:--|:--|:--|',
    ...costRows(report).map(({ subject, container, vm, how }) => `| **${escapeMarkdown(subject)}** | ${[container, vm, how].map(escapeMarkdown).join(' | ')} |`),
    '',
  ].join('\n');
}
