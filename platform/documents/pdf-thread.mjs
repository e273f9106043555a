// @ts-check
/** A thread that opens PDFs: what they make it do ends with it, and holds up nothing else. Run from source. */
import { parentPort } from 'node:worker_threads';
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** Nothing is fetched, run or drawn. */
const options = {
  verbosity: VerbosityLevel.ERRORS,
  stopAtErrors: true,
  isEvalSupported: false,
  disableFontFace: true,
  useSystemFonts: false,
  useWasm: false,
};

parentPort?.on('message', (/** @type {{ bytes: Uint8Array, mostPages: number }} */ { bytes, mostPages }) => {
  void problemOf(bytes, mostPages).then((problem) => parentPort?.postMessage({ problem }));
});

/**
 * @param {Uint8Array} data
 * @param {number} mostPages
 */
async function problemOf(data, mostPages) {
  const task = getDocument({ data, ...options });
  try {
    const document = await task.promise;
    const { numPages } = document;
    if (numPages === 0) return 'noPage';
    if (numPages > mostPages) return 'tooManyPages';
    for (let number = 1; number <= numPages; number += 1) {
      const page = await document.getPage(number);
      const [left = 0, bottom = 0, right = 0, top = 0] = page.view;
      if (right <= left || top <= bottom) return 'noPage';
      page.cleanup();
    }
    return undefined;
  } catch (error) {
    const { name, message } = /** @type {Error} */ (error);
    if (name === 'PasswordException') return 'locked';
    return /page/i.test(message) ? 'noPage' : 'damaged';
  } finally {
    await task.destroy();
  }
}
