/** Commands that a step's text may link to, as `[show it](command:virtlab.timeline.show)`. Nothing else runs. */
const LINKABLE_COMMANDS = [
  'virtlab.datacenter.focus',
  'virtlab.labs.focus',
  'virtlab.timeline.show',
  'virtlab.step.check',
  'virtlab.step.hint',
  'virtlab.vm.migrate',
  'virtlab.vm.snapshot',
  'virtlab.vm.inspect',
] as const;

/** A command of the editor, or a page of the web. */
export type LinkTarget =
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'web'; readonly address: string };

/** Where a link of a step's text leads; null for a link that is not allowed. Commands take no arguments. */
export function linkTarget(href: string): LinkTarget | null {
  const command = href.startsWith('command:') ? href.slice('command:'.length) : null;
  if (command !== null) {
    return LINKABLE_COMMANDS.some((allowed) => allowed === command) ? { kind: 'command', command } : null;
  }
  return /^https:\/\/[^\s/]+/.test(href) ? { kind: 'web', address: href } : null;
}

/** Path of a picture in the step's text, relative to the pack's folder; null for one from elsewhere. */
export function picturePath(source: string): string | null {
  const outside = /^[a-z]+:/i.test(source) || source.startsWith('/') || source.includes('\\');
  return outside || source.split('/').includes('..') ? null : source;
}
