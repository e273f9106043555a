import fc from 'fast-check';
import decodeQr from 'qr/decode.js';
import { expect, it } from 'vitest';
import { drawQr } from '../../platform/print/qr.ts';

const size = 400;

/** What `draw` fills, as a picture of `size` pixels on each side. */
function pictureOf(draw: (document: PDFKit.PDFDocument) => void) {
  const data = new Uint8Array(size * size * 4).fill(255);
  const paper = {
    rect(x: number, y: number, width: number, height: number) {
      for (let row = Math.round(y); row < Math.round(y + height); row += 1) {
        for (let column = Math.round(x); column < Math.round(x + width); column += 1)
          data.fill(0, (row * size + column) * 4, (row * size + column) * 4 + 3);
      }
    },
    fill() {},
  };
  draw(paper as unknown as PDFKit.PDFDocument);
  return { width: size, height: size, data };
}

it('a QR code on paper is read as what was written', () => {
  const codes = fc.stringMatching(/^[2-9A-Z]{16}$/);
  fc.assert(
    fc.property(codes, (code) => {
      const address = `https://office.example/verify/${code}`;
      expect(decodeQr(pictureOf((document) => drawQr(document, address, 20, 30, 340)))).toBe(address);
    }),
    { numRuns: 20 },
  );
});
