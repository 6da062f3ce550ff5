/** @typedef {{ red: number, green: number, blue: number, pixels: number }} Colour one colour of a picture, and how many pixels have it */

/**
 * Up to `size` colours that stand for all those of a picture: the most frequent as they are, so that flat areas stay
 * true, and for the others the means of boxes that are halved where they are widest (median cut).
 * @param {readonly Colour[]} colours @param {number} size @returns {Colour[]}
 */
export function choosePalette(colours, size) {
  if (colours.length <= size) return [...colours];
  const byPixels = colours.toSorted((one, other) => other.pixels - one.pixels);
  const kept = byPixels.slice(0, Math.floor(size / 4));
  const boxes = [byPixels.slice(kept.length)];
  while (kept.length + boxes.length < size) {
    const widest = boxes.reduce((best, box) => (weight(box) > weight(best) ? box : best));
    boxes.splice(boxes.indexOf(widest), 1, ...halves(widest));
  }
  return [...kept, ...boxes.map(mean)];
}

/** The palette's colour that is nearest. @param {readonly Colour[]} palette @param {Colour} colour @returns {number} its index */
export function nearest(palette, colour) {
  let best = 0;
  let smallest = Infinity;
  for (const [index, each] of palette.entries()) {
    const distance = (each.red - colour.red) ** 2 + (each.green - colour.green) ** 2 + (each.blue - colour.blue) ** 2;
    if (distance < smallest) [best, smallest] = [index, distance];
  }
  return best;
}

const channels = /** @type {const} */ (['red', 'green', 'blue']);

/** @param {readonly Colour[]} box @param {typeof channels[number]} channel */
function range(box, channel) {
  let low = 255;
  let high = 0;
  for (const { [channel]: value } of box) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high - low;
}

/** @param {readonly Colour[]} box */
function weight(box) {
  return box.length < 2 ? 0 : Math.max(...channels.map((channel) => range(box, channel))) * Math.log2(box.length);
}

/** @param {readonly Colour[]} box @returns {[Colour[], Colour[]]} */
function halves(box) {
  const widest = channels.reduce((best, channel) => (range(box, channel) > range(box, best) ? channel : best));
  const sorted = box.toSorted((one, other) => one[widest] - other[widest]);
  return [sorted.slice(0, sorted.length >> 1), sorted.slice(sorted.length >> 1)];
}

/** @param {readonly Colour[]} box @returns {Colour} */
function mean(box) {
  const pixels = box.reduce((sum, colour) => sum + colour.pixels, 0);
  const of = (/** @type {typeof channels[number]} */ channel) =>
    Math.round(box.reduce((sum, colour) => sum + colour[channel] * colour.pixels, 0) / pixels);
  return { red: of('red'), green: of('green'), blue: of('blue'), pixels };
}
