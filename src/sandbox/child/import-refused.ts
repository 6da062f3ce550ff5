/** An import that the walls refuse, with the place of its `import` as the top of the stack. */
export class ImportRefused extends Error {
  constructor(message: string, specifier: string, parent: string, text: string) {
    super(message);
    this.name = 'ImportRefused';
    const offset = Math.max(0, text.search(new RegExp(`['"]${specifier.replace(/[^\w/]/g, '\\$&')}['"]`)));
    const before = text.slice(0, offset).split('\n');
    this.stack = `ImportRefused: ${message}\n    at ${parent}:${before.length}:${(before.at(-1) ?? '').length + 1}`;
  }
}
