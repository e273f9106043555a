/** One page, A4: Chinese in the reader's own Song typeface, English in Helvetica. Written by hand, see pictures.ts. */
export function pdf(title: { zh: string; en: string }): Buffer {
  const page = [
    '0.8 G 0.8 g 40 40 515 762 re S',
    '0.75 g',
    text('Song', 64, 150, 640, ucs2('示例')),
    text('Helvetica', 48, 290, 640, ascii('EXAMPLE')),
    '0 g',
    text('Song', 24, 80, 540, ucs2(title.zh)),
    text('Helvetica', 16, 80, 510, ascii(title.en)),
    text('Song', 12, 80, 470, ucs2('本件为虚构样例，不涉及任何真实人员或机构。')),
    text('Helvetica', 11, 80, 450, ascii('A made-up sample: no real person or institution.')),
  ].join('\n');
  return assembled([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << ' +
      '/Song 5 0 R /Helvetica 8 0 R >> >> >>',
    `<< /Length ${page.length} >>\nstream\n${page}\nendstream`,
    '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>',
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R /DW 1000 ' +
      '/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>',
    '<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] ' +
      '/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]);
}

function text(font: string, size: number, x: number, y: number, operand: string): string {
  return `BT /${font} ${size} Tf ${x} ${y} Td ${operand} Tj ET`;
}

function ascii(words: string): string {
  return `(${words})`;
}

function ucs2(words: string): string {
  return `<${Buffer.from(words, 'utf16le').swap16().toString('hex')}>`;
}

/** Objects numbered from 1, the catalogue first, with the table of where each begins. */
export function assembled(objects: readonly string[]): Buffer {
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const start = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}
