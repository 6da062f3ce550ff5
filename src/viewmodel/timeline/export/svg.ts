import { adviceOf } from '../advice.ts';
import type { Timeline } from '../timeline.ts';
import { element } from './markup.ts';
import { printCurve } from './print-curve.ts';
import { printHead, titleOf } from './print-head.ts';
import { printLanes } from './print-lanes.ts';
import { printLegend } from './print-legend.ts';
import { layOutPage, PAGE } from './print-page.ts';
import { svgDocument, type SvgPicture } from './svg-document.ts';

/** The migration as a picture that needs nothing else: it has its own colours, for paper, and its own styles. */
export function asSvg(timeline: Timeline): SvgPicture {
  const head = printHead(timeline);
  const page = layOutPage(timeline, head.height);
  const { width } = PAGE;
  const legend = printLegend(page);
  const height = page.legendTop + legend.height;
  return svgDocument({
    title: titleOf(timeline), description: adviceOf(timeline), style, width, height,
    patterns: [hatch('hatch-paused', '#b3261e', 45), hatch('hatch-sent', '#2e7d32', -45), hatch('hatch-overflow', '#8a5a00', 45)],
    body: [head.markup, printLanes(page), printCurve(page), legend.markup],
  });
}

function hatch(id: string, colour: string, angle: number): string {
  return element('pattern', { id, width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: `rotate(${angle})` },
    element('rect', { width: 6, height: 6, fill: '#ffffff' }), element('rect', { width: 2, height: 6, fill: colour }));
}

/** Dark on white, each pair with a contrast of at least 4.5 for text and 3 for shapes. */
const style = `
text { font-family: Arial, Helvetica, 'Liberation Sans', sans-serif; font-size: 12px; fill: #1a1a1a; }
.title { font-size: 18px; font-weight: 600; }
.muted { fill: #555555; }
.value { font-size: 14px; font-weight: 600; }
.qemu { font-family: monospace; font-size: 10.5px; fill: #555555; }
.label { font-size: 11.5px; paint-order: stroke; stroke: #ffffff; stroke-width: 3px; }
.strong { font-weight: 600; }
rect { stroke-width: 1; }
.look-setup, .look-pre-copy, .look-stop-and-copy, .look-post-copy, .look-resume { fill: #f2f2f2; stroke: #555555; }
.look-source { fill: #e8f0fa; stroke: #1f5fa8; }
.look-destination { fill: #e9f5ea; stroke: #2e7d32; stroke-width: 2; }
.look-paused, .look-interrupted { fill: url(#hatch-paused); stroke: #b3261e; }
.look-throttle { fill: #fff6e0; stroke: #8a5a00; stroke-dasharray: 6 2; }
.look-streams { fill: #e9f5ea; stroke: #2e7d32; }
.look-mirror, .look-copy, .look-ready, .look-last { fill: #f2f2f2; stroke: #555555; }
.look-ready { stroke: #2e7d32; stroke-dasharray: 1 2; }
.faults { fill: #8a5a00; }
.encoded { fill: #2e7d32; }
.overflow { fill: url(#hatch-overflow); stroke: #8a5a00; }
.missed { fill: none; stroke: #555555; }
.answers { fill: #7fae82; }
.latency { fill: none; stroke: #8a5a00; stroke-width: 1.5; stroke-dasharray: 2 2; }
.round { fill: none; stroke: #8c8c8c; }
.round.last-copy { stroke: #b3261e; stroke-dasharray: 3 2; }
.round.push { stroke: #2e7d32; stroke-dasharray: 6 2; }
.to-send { fill: #1f5fa8; }
.sent { fill: url(#hatch-sent); stroke: #2e7d32; }
.grid { stroke: #dddddd; }
.axis { stroke: #555555; }
.area { fill: #1f5fa8; opacity: 0.12; }
.pending { fill: none; stroke: #1f5fa8; stroke-width: 1.8; }
.threshold { fill: none; stroke: #8a5a00; stroke-width: 1.8; stroke-dasharray: 6 3; }
.mark { fill: #1a1a1a; stroke: #ffffff; }
.mark-sync { fill: #ffffff; stroke: #1a1a1a; stroke-width: 1.5; }
.mark-paused, .mark-interrupted, .mark-outage, .mark-connection, .mark-stopped { fill: #b3261e; }
.mark-running, .mark-announced, .mark-completed { fill: #2e7d32; }
.mark-completed, .mark-stopped { stroke: none; }
`;
