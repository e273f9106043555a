import { Worker } from 'node:worker_threads';
import { fromRoot } from '../project-root.ts';
import { longestMs, mostPages, type PaperProblem } from './paper-problem.ts';

let thread: Worker | undefined;

/** What keeps it from being opened without a password, at every page. */
export async function problemOfPdf(bytes: Uint8Array): Promise<PaperProblem | undefined> {
  return isWhole(bytes) ? askThread(bytes) : 'damaged';
}

/**
 * Readers rebuild what they can of a file that was cut off, and a person would read half of it. A whole one ends with
 * its mark, but for what servers append, and one that was made to be read while it arrives says how long it is.
 */
function isWhole(bytes: Uint8Array): boolean {
  const { buffer, byteOffset, byteLength } = bytes;
  const file = Buffer.from(buffer, byteOffset, byteLength);
  let end = file.length;
  while (end > 0 && file[end - 1]! <= 0x20) end -= 1;
  if (!file.subarray(Math.max(0, end - 1024), end).includes('%%EOF')) return false;
  const start = file.toString('latin1', 0, 2048);
  const [, length = '0'] = /\/Linearized[^>]*\/L\s+(\d{1,12})/.exec(start) ?? [];
  return Number(length) <= file.length;
}

/** The thread stays for the next one, unless this one had to be ended: by memory, by time, by a fault. */
function askThread(bytes: Uint8Array): Promise<PaperProblem | undefined> {
  const asked = (thread ??= newThread());
  return new Promise((resolve) => {
    const timer = setTimeout(() => end('tooSlow'), longestMs);
    const answer = ({ problem }: { problem: PaperProblem | undefined }) => settle(problem);
    const fail = () => end('damaged');

    function settle(problem: PaperProblem | undefined): void {
      clearTimeout(timer);
      asked.off('message', answer).off('error', fail).off('exit', fail);
      resolve(problem);
    }
    function end(problem: PaperProblem): void {
      if (thread === asked) thread = undefined;
      settle(problem);
      asked.on('error', () => undefined);
      void asked.terminate();
    }

    asked.once('message', answer).once('error', fail).once('exit', fail);
    asked.postMessage({ bytes: Uint8Array.from(bytes), mostPages });
  });
}

function newThread(): Worker {
  const worker = new Worker(fromRoot('platform', 'documents', 'pdf-thread.mjs'), {
    resourceLimits: { maxOldGenerationSizeMb: 256 },
    stdout: true,
    stderr: true,
  });
  worker.unref();
  return worker;
}
