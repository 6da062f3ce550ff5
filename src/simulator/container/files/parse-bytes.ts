/** "64m": bytes as the kernel reads them, with k, m or g of either case (lib/cmdline.c, memparse); null for anything else. */
export function parseBytes(text: string): number | null {
  const parts = /^(\d+)([kmg]?)$/.exec(text.toLowerCase());
  const units: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };
  return parts === null ? null : Number(parts[1]) * (units[parts[2] ?? ''] ?? 1);
}
