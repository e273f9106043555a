import { request } from 'undici';
import type { Logger } from '../../platform/log.ts';
import type { ReportStatus } from './contract/receipts.ts';

export interface ReceiptAddress {
  url: () => string;
  token: string;
}

export interface Reporter {
  /** Tells the service what became of a message, some time later; a service that does not answer is told again. */
  report(reference: string, status: ReportStatus, afterMs: number): void;
  close(): void;
}

const attempts = 5;
const pauseMs = 1_000;
const timeoutMs = 5_000;

/** The part of the simulated gateway that speaks first. */
export function createReporter({ url, token }: ReceiptAddress, log: Logger): Reporter {
  const timers = new Set<NodeJS.Timeout>();

  function later(afterMs: number, act: () => Promise<void>): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      void act();
    }, afterMs);
    timers.add(timer);
  }

  async function tell(reference: string, status: ReportStatus, attempt: number): Promise<void> {
    const body = JSON.stringify({ receipts: [{ reference, status, at: new Date().toISOString() }] });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    try {
      const answer = await request(url(), { method: 'POST', headers, body, signal: AbortSignal.timeout(timeoutMs) });
      await answer.body.dump();
      if (answer.statusCode < 300) return;
      throw new Error(`answered ${answer.statusCode}`);
    } catch (error) {
      if (attempt < attempts) return later(attempt * pauseMs, () => tell(reference, status, attempt + 1));
      log.warn({ err: error, reference }, 'nobody takes the receipt');
    }
  }

  return {
    report: (reference, status, afterMs) => later(afterMs, () => tell(reference, status, 1)),
    close() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
