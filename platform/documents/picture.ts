import sharp, { type Metadata, type SharpOptions } from 'sharp';
import { longestMs, mostPages, mostPixels, type PaperProblem } from './paper-problem.ts';

// Nothing that came in is kept, and one picture at a time needs no more than one thread.
sharp.cache(false);
sharp.concurrency(1);

const formats: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/tiff': 'tiff',
};

/** Decodes the whole of it, every page of a TIFF, for bytes that are missing or wrong show nowhere else. */
export async function problemOfPicture(bytes: Uint8Array, mediaType: string): Promise<PaperProblem | undefined> {
  try {
    const metadata = await open(bytes).metadata();
    const problem = problemOfSize(metadata, mediaType);
    if (problem) return problem;
    const pages = metadata.format === 'tiff' ? (metadata.pages ?? 1) : 1;
    for (let page = 0; page < pages; page += 1) {
      const { width, height } = await open(bytes, { page }).metadata();
      if (width * height > mostPixels) return 'tooLarge';
      await open(bytes, { page })
        .timeout({ seconds: longestMs / 1_000 })
        .resize(16, 16, { fit: 'inside' })
        .raw()
        .toBuffer();
    }
    return undefined;
  } catch (error) {
    return /timeout/i.test((error as Error).message) ? 'tooSlow' : 'damaged';
  }
}

function open(bytes: Uint8Array, options: SharpOptions = {}) {
  return sharp(bytes, { failOn: 'error', limitInputPixels: mostPixels, sequentialRead: true, ...options });
}

function problemOfSize({ format, width, height, pages = 1 }: Metadata, mediaType: string): PaperProblem | undefined {
  if (format !== formats[mediaType]) return 'damaged';
  if (!width || !height) return 'noPage';
  if (width * height > mostPixels) return 'tooLarge';
  return pages > mostPages ? 'tooManyPages' : undefined;
}
