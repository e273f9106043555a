import { fileTypeFromBuffer } from 'file-type';
import { DomainError } from '../../domain/errors.ts';
import { problemOfHeif } from './heif.ts';
import { paperTypeOf, paperTypes, type PaperType } from './paper-kinds.ts';
import { mostPages, mostPixels, type PaperProblem } from './paper-problem.ts';
import { problemOfPdf } from './pdf.ts';
import { problemOfPicture } from './picture.ts';

/**
 * What the bytes are, once they open and show a page or a picture.
 * @throws DomainError DOCUMENT_TYPE_NOT_ACCEPTED, DOCUMENT_NOT_READABLE
 */
export async function inspectPaper(bytes: Uint8Array): Promise<PaperType> {
  const mediaType = paperTypeOf(bytes);
  if (!mediaType) throw await otherType(bytes);
  const problem = await inTurn(() => problemOf(bytes, mediaType));
  if (problem) throw notReadable(problem);
  return mediaType;
}

function problemOf(bytes: Uint8Array, mediaType: PaperType): Promise<PaperProblem | undefined> {
  switch (mediaType) {
    case 'application/pdf':
      return problemOfPdf(bytes);
    case 'image/heic':
    case 'image/heif':
      return Promise.resolve(problemOfHeif(bytes));
    default:
      return problemOfPicture(bytes, mediaType);
  }
}

let last: Promise<unknown> = Promise.resolve();

/** One paper after the other, so that twenty large ones at once need the memory of one. */
function inTurn<T>(inspect: () => Promise<T>): Promise<T> {
  const turn = last.then(inspect);
  last = turn.catch(() => undefined);
  return turn;
}

async function otherType(bytes: Uint8Array): Promise<DomainError> {
  const detected = (await fileTypeFromBuffer(bytes))?.mime ?? 'unknown';
  return new DomainError('DOCUMENT_TYPE_NOT_ACCEPTED', `The document is none that is accepted: ${detected}.`, {
    params: { detected, accepted: paperTypes },
    findings: [
      { where: '/body', problem: `is ${detected}`, hint: `send the bytes of one of ${paperTypes.join(', ')}` },
    ],
  });
}

const hints: Readonly<Record<PaperProblem, string>> = {
  damaged: 'open it where it came from; scan, photograph or save it again',
  locked: 'save it without a password',
  noPage: 'send one that shows something',
  tooManyPages: `send parts of at most ${mostPages} pages`,
  tooLarge: `send a picture of at most ${mostPixels / 1_000_000} million pixels`,
  tooSlow: 'print it to PDF, or photograph it, and send that',
  codec: 'send it as JPEG or PDF',
};

function notReadable(problem: PaperProblem): DomainError {
  return new DomainError('DOCUMENT_NOT_READABLE', `The document does not open: ${problem}.`, {
    params: { problem },
    findings: [{ where: '/body', problem, hint: hints[problem] }],
    words: (text) => text(`documents.${problem}`),
  });
}
