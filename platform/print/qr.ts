import encode from 'qr';

/** A QR code of `size` points with its upper left corner at (x, y), the quiet zone included. */
export function drawQr(document: PDFKit.PDFDocument, text: string, x: number, y: number, size: number): void {
  const rows = encode(text, 'raw', { ecc: 'medium', border: 4 });
  const module = size / rows.length;
  rows.forEach((row, down) => {
    row.forEach((dark, across) => {
      if (dark) document.rect(x + across * module, y + down * module, module, module);
    });
  });
  document.fill();
}
