// Draws assets/tray/*.png, assets/icon.png, assets/icon-512.png and assets/icon.icns: `npm run icons`.
//
// The drawings are code, so that they can be reviewed and changed like code and come out the same everywhere. A shape
// is a function of a point: true inside. Menu-bar glyphs live on Apple's grid of 16 by 16 points, y downwards.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';

const assets = resolve(dirname(fileURLToPath(import.meta.url)), '../assets');

// ---------------------------------------------------------------------------------------------------------------
// Shapes

const union =
  (...shapes) =>
  (x, y) =>
    shapes.some((shape) => shape(x, y));
const minus = (shape, ...holes) => {
  const hole = union(...holes);
  return (x, y) => shape(x, y) && !hole(x, y);
};

const disc = (cx, cy, r) => (x, y) => Math.hypot(x - cx, y - cy) <= r;
const box = (left, top, right, bottom, radius = 0) => {
  const [cx, cy] = [(left + right) / 2, (top + bottom) / 2];
  const [hx, hy] = [(right - left) / 2 - radius, (bottom - top) / 2 - radius];
  return (x, y) => {
    const [dx, dy] = [Math.abs(x - cx) - hx, Math.abs(y - cy) - hy];
    return dx <= 0 || dy <= 0 ? Math.max(dx, dy) <= radius : Math.hypot(dx, dy) <= radius;
  };
};
/** A stroke with round ends through all points. */
const stroke = (width, ...points) => {
  const segments = points.slice(1).map((end, i) => [...points[i], ...end]);
  return (x, y) =>
    segments.some(([ax, ay, bx, by]) => {
      const [vx, vy] = [bx - ax, by - ay];
      const along = Math.max(0, Math.min(1, ((x - ax) * vx + (y - ay) * vy) / (vx * vx + vy * vy || 1)));
      return Math.hypot(x - ax - along * vx, y - ay - along * vy) <= width / 2;
    });
};
/** Points on a circle from one angle to another, in degrees, 0 to the right, growing clockwise. */
const arc = (cx, cy, r, from, to) =>
  Array.from({ length: 49 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / 48) * Math.PI) / 180;
    return [cx + r * Math.cos(angle), cy + r * Math.sin(angle)];
  });
const ring = (cx, cy, r, width) => minus(disc(cx, cy, r + width / 2), disc(cx, cy, r - width / 2));

// ---------------------------------------------------------------------------------------------------------------
// The mark: a hatch seen from above, held shut by two battens that reach over its edge.
//
// Edges lie on whole points (whole pixels on an ordinary display). Only the thin lines differ: 1 point wide would look
// meagre on a Retina display, 1.5 would be grey on an ordinary one.

const RETINA = 1.5;
const ORDINARY = 1;

const lid = box(3, 2, 13, 14, 2.5);
const inside = (line) => box(3 + line, 2 + line, 13 - line, 14 - line, 2.5 - line);
const batten = (top) => box(1, top, 15, top + 2, 0.75);
const battens = union(batten(5), batten(9));
const rim = (line) => minus(lid, inside(line));
const mark = (line) => union(rim(line), battens);
/** The ends of the battens alone: what is left of them when something is written on the lid. */
const ends = (line) => minus(battens, inside(line));

const exclamation = union(box(7, 4, 9, 9, 0.75), disc(8, 11, 1.1));
const question = union(stroke(1.5, ...arc(8, 6.3, 1.8, 190, 405), [8, 8.2], [8, 8.75]), disc(8, 11, 0.95));

const finger = (x, top, lean = 0) => stroke(1.8, [x + lean, top], [x, 9]);
const hand = union(
  finger(5, 4.3, -0.3),
  finger(7.4, 2.4),
  finger(9.8, 2.6),
  finger(12.2, 4.4, 0.3),
  box(4.1, 8, 13.1, 15, 3.6),
  stroke(1.8, [2, 9], [4.8, 12.4]),
);

const states = {
  checking: () => stroke(1.5, ...arc(8, 8, 5.75, -35, 265)),
  hardened: mark,
  attention: (line) => union(minus(mark(line), disc(13, 3, 3.5)), disc(13, 3, 2.5)),
  exposed: () => minus(union(lid, battens), exclamation),
  unknown: (line) => union(rim(line), ends(line), question),
  exception: () => union(ring(8, 8, 5.75, 1.5), stroke(1.5, [8, 4.75], [8, 8.25], [10.4, 9.6])),
  proposal: () => hand,
};

// ---------------------------------------------------------------------------------------------------------------
// Pixels

/** Samples per pixel and direction: few pixels need many grey levels, many pixels need few. */
const samplesFor = (size) => (size > 64 ? 4 : 12);

/** How much of each pixel the shape covers, 0 to 1. */
function coverage(shape, size, units) {
  const scale = units / size;
  const samples = samplesFor(size);
  const covered = new Float64Array(size * size);
  for (let py = 0; py < size; py++) {
    for (let px = 0; px < size; px++) {
      let hits = 0;
      for (let sy = 0; sy < samples; sy++) {
        for (let sx = 0; sx < samples; sx++) {
          if (shape((px + (sx + 0.5) / samples) * scale, (py + (sy + 0.5) / samples) * scale)) hits++;
        }
      }
      covered[py * size + px] = hits / samples ** 2;
    }
  }
  return covered;
}

/** Layers of [shape, [red, green, blue]], painted one over the other. */
function paint(layers, size, units) {
  const pixels = Buffer.alloc(size * size * 4);
  for (const [shape, colour] of layers) {
    coverage(shape, size, units).forEach((alpha, i) => {
      if (alpha === 0) return;
      const below = pixels[i * 4 + 3] / 255;
      const result = alpha + below * (1 - alpha);
      colour.forEach((value, channel) => {
        const old = pixels[i * 4 + channel];
        pixels[i * 4 + channel] = Math.round((value * alpha + old * below * (1 - alpha)) / result);
      });
      pixels[i * 4 + 3] = Math.round(result * 255);
    });
  }
  return pixels;
}

function png(pixels, size, pixelsPerPoint) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8); // 8 bits per channel, red green blue alpha
  const density = Buffer.alloc(9);
  const perMetre = Math.round((72 * pixelsPerPoint) / 0.0254);
  density.writeUInt32BE(perMetre, 0);
  density.writeUInt32BE(perMetre, 4);
  density[8] = 1;
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let y = 0; y < size; y++) pixels.copy(rows, y * (size * 4 + 1) + 1, y * size * 4, (y + 1) * size * 4);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('pHYs', density),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

// ---------------------------------------------------------------------------------------------------------------
// The app icon: the mark, light on dark, on Apple's rounded square (824 of 1024 units).

const SLATE = [31, 41, 55];
const PAPER = [246, 247, 249];
const grow = (shape, factor) => (x, y) => shape((x - 512) / factor + 8, (y - 512) / factor + 8);
const appIcon = [
  [box(100, 100, 924, 924, 185), SLATE],
  [grow(mark(1.25), 38), PAPER],
];
const appIconPng = (size) => png(paint(appIcon, size, 1024), size, 1);

/** The container macOS reads: PNGs, each under the four letters that stand for its size. */
function icns(images) {
  const entries = images.map(([type, data]) => {
    const head = Buffer.alloc(8);
    head.write(type, 0, 'latin1');
    head.writeUInt32BE(data.length + 8, 4);
    return Buffer.concat([head, data]);
  });
  const body = Buffer.concat(entries);
  const head = Buffer.alloc(8);
  head.write('icns', 0, 'latin1');
  head.writeUInt32BE(body.length + 8, 4);
  return Buffer.concat([head, body]);
}

mkdirSync(join(assets, 'tray'), { recursive: true });
for (const [name, shape] of Object.entries(states)) {
  for (const [suffix, factor, line] of [
    ['', 1, ORDINARY],
    ['@2x', 2, RETINA],
  ]) {
    const size = 16 * factor;
    writeFileSync(
      join(assets, 'tray', `${name}Template${suffix}.png`),
      png(paint([[shape(line), [0, 0, 0]]], size, 16), size, factor),
    );
  }
}
const bySize = new Map([32, 64, 128, 256, 512, 1024].map((size) => [size, appIconPng(size)]));
writeFileSync(join(assets, 'icon.png'), bySize.get(1024));
writeFileSync(join(assets, 'icon-512.png'), bySize.get(512));
const types = { ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 };
writeFileSync(join(assets, 'icon.icns'), icns(Object.entries(types).map(([type, size]) => [type, bySize.get(size)])));
