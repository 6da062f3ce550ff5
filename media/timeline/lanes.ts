import {
  downtimePartInWords,
  machineInWords,
  machineLabel,
  phaseInWords,
  roundGroupInWords,
  roundLabel,
  throttleInWords,
  throttleLabels,
} from '../../src/viewmodel/timeline/lane-words.ts';
import { mirrorInWords, mirrorLabels } from '../../src/viewmodel/timeline/mirror-words.ts';
import { heightOf } from '../../src/viewmodel/timeline/scale.ts';
import { phaseTitle } from '../../src/viewmodel/timeline/sentences.ts';
import { streamInWords, streamLabel } from '../../src/viewmodel/timeline/stream-words.ts';
import type { RoundGroup } from '../../src/viewmodel/timeline/round-lane.ts';
import { preciseBytes } from '../../src/viewmodel/timeline/units.ts';
import { toTenth } from '../../src/viewmodel/timeline/pixels.ts';
import { reconcile, set, setText, svg } from './dom.ts';
import { extent, fits, type Frame } from './frame.ts';
import { type LaneBox, timeOfPixels } from './geometry.ts';

/** A block of a lane: something with a beginning and an end that can be focused, pointed at and read out. */
interface Block {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** From the longest to the shortest; the first that fits is shown. */
  readonly labels: readonly string[];
  readonly words: string;
  readonly look: string;
  /** In a lane of two rows, whether it stands in the lower one. */
  readonly lower?: boolean;
}

/** Rounds narrower than this are drawn together. */
const narrowestRound = 7;

/** Draws the phases. */
export function drawPhases(group: SVGGElement, frame: Frame): void {
  const { timeline } = frame;
  const blocks = timeline.phases.spans.map((span, index): Block => ({
    key: String(index),
    from: span.from,
    to: span.to ?? timeline.end,
    labels: [phaseTitle(span.phase)],
    words: phaseInWords(span, timeline),
    look: span.phase,
  }));
  drawBlocks(group, blocks, frame, frame.geometry.lanes.phases);
}

/** Draws where the machine is, its downtime marked with the figure, and the parts of the downtime beneath. */
export function drawMachine(group: SVGGElement, frame: Frame): void {
  const { timeline } = frame;
  const spans = timeline.machine.spans.map((span, index): Block => ({
    key: String(index),
    from: span.from,
    to: span.to ?? timeline.end,
    labels: [machineLabel(span, timeline)],
    words: machineInWords(span, timeline),
    look: span.state,
  }));
  const rows = frame.geometry.lanes.machine.height / frame.geometry.blockHeight;
  const shown = rows < 2 ? [] : timeline.machine.downtimeParts;
  const parts = shown.map((part): Block => ({
    key: part.name,
    from: part.from,
    to: part.to ?? timeline.end,
    labels: [part.name],
    words: downtimePartInWords(part, timeline),
    look: `part-${part.name.replace(' ', '-')}`,
    lower: true,
  }));
  drawBlocks(group, [...spans, ...parts], frame, frame.geometry.lanes.machine);
}

/** Draws how the machine's own disk is mirrored, if it has one. */
export function drawMirror(group: SVGGElement, frame: Frame): void {
  const { timeline, geometry } = frame;
  if (!geometry.mirror) return group.replaceChildren();
  const blocks = timeline.mirror.spans.map((span): Block => ({
    key: span.stage,
    from: span.from,
    to: span.to ?? timeline.end,
    labels: mirrorLabels(span),
    words: mirrorInWords(span, timeline),
    look: `mirror-${span.stage}`,
  }));
  drawBlocks(group, blocks, frame, geometry.mirror);
}

/** Draws what went over several streams, each time until they were in step. */
export function drawStreams(group: SVGGElement, frame: Frame): void {
  const { timeline, view, geometry } = frame;
  if (!geometry.streams) return group.replaceChildren();
  const blocks = timeline.streams.groups(view, timeOfPixels(narrowestRound, view, geometry)).map((span): Block => ({
    key: String(span.from),
    from: span.from,
    to: span.to,
    labels: [streamLabel(span)],
    words: streamInWords(span),
    look: 'streams',
  }));
  drawBlocks(group, blocks, frame, geometry.streams);
}

/** Draws the steps of auto-converge, or the dirty limit, if there are any. */
export function drawThrottle(group: SVGGElement, frame: Frame): void {
  const { timeline, geometry } = frame;
  if (!geometry.throttle) return group.replaceChildren();
  const blocks = timeline.throttle.spans.map((span, index): Block => ({
    key: String(index),
    from: span.from,
    to: span.to ?? timeline.end,
    labels: throttleLabels(span),
    words: throttleInWords(span, timeline),
    look: 'throttle',
  }));
  drawBlocks(group, blocks, frame, geometry.throttle);
}

/** Draws the rounds: what each had to send as a filled bar, what it sent as a hatched one. */
export function drawRounds(group: SVGGElement, frame: Frame): void {
  const { timeline, view, geometry } = frame;
  const narrowest = timeOfPixels(narrowestRound, view, geometry);
  const groups = timeline.rounds.groups(view, narrowest, timeline.end);
  reconcile(group, groups, keyOfRounds, createRounds, (element, rounds) => updateRounds(element, rounds, frame));
}

function drawBlocks(group: SVGGElement, blocks: readonly Block[], frame: Frame, lane: LaneBox): void {
  const { view } = frame;
  const visible = blocks.filter(({ from, to }) => to >= view.from && from <= view.to);
  reconcile(group, visible, ({ key }) => key, createBlock, (element, block) => updateBlock(element, block, frame, lane));
}

function option(key: string): Readonly<Record<string, string | number>> {
  return { role: 'option', 'aria-selected': 'false', tabindex: -1, 'data-key': key };
}

function createBlock({ key }: Block): SVGGElement {
  return svg('g', option(key), svg('rect', { rx: 2 }), svg('text', { 'dominant-baseline': 'central' }));
}

function updateBlock(element: Element, block: Block, frame: Frame, lane: LaneBox): void {
  const { x, width } = extent(block.from, block.to, frame);
  const height = frame.geometry.blockHeight;
  const y = lane.top + (block.lower ? height : 0);
  set(element, { class: `block look-${block.look}`, 'aria-label': block.words, 'data-from': block.from, 'data-to': block.to });
  const [rect, text] = element.children;
  if (rect) set(rect, { x, y: y + 1, width, height: height - 2 });
  if (text) placeLabel(text, block, { x, width, y: y + height / 2 }, frame);
}

/** A label stands inside its block; the downtime's figure, where its block is too narrow, before it. */
function placeLabel(text: Element, block: Block, at: { x: number; width: number; y: number }, frame: Frame): void {
  const fitting = block.labels.find((label) => fits(label, at.width));
  const inside = fitting !== undefined;
  const [longest = ''] = block.labels;
  const before = !inside && block.look === 'paused' && fits(longest, at.x - frame.geometry.left - 60);
  setText(text, fitting ?? (before ? longest : ''));
  set(text, {
    x: toTenth(inside ? at.x + 5 : at.x - 4),
    y: toTenth(at.y),
    'text-anchor': inside ? 'start' : 'end',
    class: inside ? '' : 'outside',
  });
}

function keyOfRounds({ first }: RoundGroup): string {
  return String(first.round);
}

function createRounds(group: RoundGroup): SVGGElement {
  return svg(
    'g',
    option(keyOfRounds(group)),
    svg('rect', { class: 'round-frame', rx: 2 }),
    svg('rect', { class: 'bar-pending' }),
    svg('rect', { class: 'bar-sent' }),
    svg('text', { 'dominant-baseline': 'hanging' }),
  );
}

function updateRounds(element: Element, group: RoundGroup, frame: Frame): void {
  const { timeline, geometry, scale } = frame;
  const lane = geometry.lanes.rounds;
  const { x, width } = extent(group.from, group.to, frame);
  const look = `block round ${group.first.what}`;
  set(element, { class: look, 'aria-label': roundGroupInWords(group, timeline), 'data-from': group.from, 'data-to': group.to });
  const [box, pending, sent, text] = element.children;
  if (box) set(box, { x: x + 0.5, y: lane.top, width: Math.max(1, width - 1), height: lane.height });
  const room = lane.height - 15;
  const barWidth = toTenth(Math.max(1, Math.min(40, width / 2 - 2)));
  const bar = (bytes: number, shift: number) => {
    const height = toTenth(Math.max(bytes > 0 ? 1 : 0, heightOf(bytes, timeline.rounds.highestBytes, scale) * room));
    return { x: toTenth(x + 1.5 + shift), y: toTenth(lane.top + lane.height - height), width: barWidth, height };
  };
  if (pending) set(pending, bar(group.highestPendingBytes, 0));
  if (sent) set(sent, bar(group.highestSentBytes, barWidth));
  const labels = [`${roundLabel(group)}: ${preciseBytes(group.highestPendingBytes)}`, roundLabel(group)];
  if (text) {
    setText(text, labels.find((label) => fits(label, width)) ?? '');
    set(text, { x: x + 4, y: lane.top + 2 });
  }
}
