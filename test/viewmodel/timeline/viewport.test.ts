import { expect, test } from 'vitest';
import { around, isWhole, panned, showing, wholeView, zoomed } from '../../../src/viewmodel/timeline/viewport.ts';

const end = 1_000_000;

test('zooming keeps the time under the pointer where it is', () => {
  expect(zoomed(wholeView(end), 0.5, 250_000, end)).toEqual({ from: 125_000, to: 625_000 });
  expect(zoomed({ from: 125_000, to: 625_000 }, 0.5, 125_000, end)).toEqual({ from: 125_000, to: 375_000 });
});

test('zooming out ends at the whole', () => {
  const view = zoomed({ from: 125_000, to: 625_000 }, 4, 200_000, end);
  expect(view).toEqual({ from: 0, to: end });
  expect(isWhole(view, end)).toBe(true);
});

test('zooming in ends where labels would collide', () => {
  expect(zoomed({ from: 0, to: 12_000 }, 0.1, 0, end)).toEqual({ from: 0, to: 10_000 });
});

test('panning stops at both ends', () => {
  const view = { from: 100_000, to: 300_000 };
  expect(panned(view, 0.5, end)).toEqual({ from: 200_000, to: 400_000 });
  expect(panned(view, -9, end)).toEqual({ from: 0, to: 200_000 });
  expect(panned(view, 9, end)).toEqual({ from: 800_000, to: 1_000_000 });
});

test('a stretch is shown with room at both sides', () => {
  expect(around(400_000, 500_000, end)).toEqual({ from: 385_000, to: 515_000 });
});

test('the view moves only to what is out of sight', () => {
  const view = { from: 100_000, to: 300_000 };
  expect(showing(view, 200_000, end)).toBe(view);
  expect(showing(view, 600_000, end)).toEqual({ from: 500_000, to: 700_000 });
});
