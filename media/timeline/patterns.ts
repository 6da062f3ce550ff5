import { svg } from './dom.ts';

/** Hatchings, so that no difference is told by colour alone. Their colours come from the style sheet. */
export function patterns(): SVGDefsElement {
  return svg(
    'defs',
    {},
    pausedHatching('hatch-paused'),
    svg('pattern', { id: 'hatch-sent', width: 4, height: 4, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(-45)' },
      svg('rect', { width: 4, height: 4, class: 'hatch-ground' }), svg('rect', { width: 2, height: 4, class: 'hatch-sent' })),
    svg('pattern', { id: 'hatch-overflow', width: 5, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
      svg('rect', { width: 5, height: 5, class: 'hatch-ground' }), svg('rect', { width: 2.5, height: 5, class: 'hatch-overflow' })),
  );
}

/** That a machine stands still. Each part of the page has one of its own: those of a part that is hidden are not drawn. */
export function pausedHatching(id: string): SVGPatternElement {
  return svg('pattern', { id, width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    svg('rect', { width: 6, height: 6, class: 'hatch-ground' }), svg('rect', { width: 3, height: 6, class: 'hatch-paused' }));
}
