import { expect, test } from 'vitest';
import { linkTarget, picturePath } from '../../../src/viewmodel/labs/links.ts';

test.each([
  ['command:virtlab.timeline.show', { kind: 'command', command: 'virtlab.timeline.show' }],
  ['https://www.qemu.org/docs/', { kind: 'web', address: 'https://www.qemu.org/docs/' }],
])('%s is followed', (href, target) => {
  expect(linkTarget(href)).toEqual(target);
});

test.each([
  'command:workbench.action.terminal.new',
  'command:virtlab.timeline.show?%5B1%5D',
  'command:',
  'javascript:alert(1)',
  'http://example.org/',
  'https://',
  'file:///etc/passwd',
  'vscode://x.y/z',
  '#top',
])('%s is not followed', (href) => {
  expect(linkTarget(href)).toBeNull();
});

test('pictures come from the pack alone', () => {
  expect(picturePath('rounds.svg')).toBe('rounds.svg');
  expect(picturePath('pictures/rounds.svg')).toBe('pictures/rounds.svg');
  for (const outside of ['https://example.org/a.png', 'data:image/png;base64,', '/a.png', '../a.png', 'a/../../b.png', 'a\\b.png']) {
    expect(picturePath(outside)).toBeNull();
  }
});
