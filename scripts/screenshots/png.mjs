import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { choosePalette, nearest } from './palette.mjs';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * The same picture with at most 256 colours, which takes a third of the bytes.
 * @param {Buffer} png 8 bits a channel, red, green, blue and perhaps alpha, not interlaced: what a browser writes
 */
export function withPalette(png) {
  const { width, height, pixels } = decode(png);
  /** @type {Map<number, import('./palette.mjs').Colour>} */
  const colours = new Map();
  for (const pixel of pixels) {
    const seen = colours.get(pixel);
    if (seen) seen.pixels += 1;
    else colours.set(pixel, { red: pixel >> 16, green: (pixel >> 8) & 255, blue: pixel & 255, pixels: 1 });
  }
  const palette = choosePalette([...colours.values()], 256);
  const indices = new Map([...colours].map(([pixel, colour]) => [pixel, nearest(palette, colour)]));
  // Every row begins with its filter: none, which suits flat areas best.
  const rows = Buffer.alloc(height * (width + 1));
  for (const [at, pixel] of pixels.entries()) rows[at + Math.floor(at / width) + 1] = indices.get(pixel) ?? 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(({ red, green, blue }) => [red, green, blue]))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** @param {Buffer} png @returns {{ width: number, height: number, pixels: Uint32Array }} pixels as 0xRRGGBB */
function decode(png) {
  let width = 0;
  let height = 0;
  let channels = 3;
  const data = [];
  for (let at = signature.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 8, at + 8 + length);
    const type = png.toString('latin1', at + 4, at + 8);
    if (type === 'IHDR') {
      [width, height, channels] = [body.readUInt32BE(0), body.readUInt32BE(4), body[9] === 6 ? 4 : 3];
    } else if (type === 'IDAT') data.push(body);
    at += length + 12;
  }
  return { width, height, pixels: unfilter(inflateSync(Buffer.concat(data)), width, height, channels) };
}

/** Undoes the filter of each row. @param {Buffer} raw @param {number} width @param {number} height @param {number} channels */
function unfilter(raw, width, height, channels) {
  const stride = width * channels;
  const pixels = new Uint32Array(width * height);
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)] ?? 0;
    const row = Uint8Array.from(raw.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)));
    for (let x = 0; x < stride; x += 1) {
      const left = x >= channels ? byte(row, x - channels) : 0;
      const corner = x >= channels ? byte(above, x - channels) : 0;
      row[x] = byte(row, x) + predicted(filter, left, byte(above, x), corner);
    }
    for (let x = 0; x < width; x += 1) {
      const at = x * channels;
      pixels[y * width + x] = (byte(row, at) << 16) | (byte(row, at + 1) << 8) | byte(row, at + 2);
    }
    above = row;
  }
  return pixels;
}

/** @param {Uint8Array} bytes @param {number} at */
const byte = (bytes, at) => bytes[at] ?? 0;

/** What a filter of the PNG standard takes a byte to be. @param {number} filter @param {number} left @param {number} up @param {number} corner */
function predicted(filter, left, up, corner) {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const guess = left + up - corner;
  const [byLeft, byUp, byCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}

/** @param {string} type @param {Buffer} body */
function chunk(type, body) {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const framed = Buffer.alloc(typed.length + 8);
  framed.writeUInt32BE(body.length, 0);
  framed.set(typed, 4);
  framed.writeUInt32BE(crc32(typed), typed.length + 4);
  return framed;
}
