import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** What stands on each page. */
export async function wordsOf(pdf: Buffer): Promise<string[]> {
  const document = await getDocument({ data: new Uint8Array(pdf), verbosity: VerbosityLevel.ERRORS }).promise;
  const pages = Array.from({ length: document.numPages }, async (_, index) =>
    (await document.getPage(index + 1)).getTextContent(),
  );
  const texts = await Promise.all(pages);
  await document.destroy();
  return texts.map(({ items }) => items.map((item) => ('str' in item ? item.str : '')).join(''));
}
