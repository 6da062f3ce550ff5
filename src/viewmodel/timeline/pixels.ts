/** A rectangle of a picture, in pixels. */
export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A tenth of a pixel is as fine as a picture needs. */
export function toTenth(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
