import { once } from 'node:events';
import { setTimeout as passes } from 'node:timers/promises';
import express, { type RequestHandler } from 'express';
import { z } from 'zod';
import { serve, type Serving } from '../../platform/http/serve.ts';
import type { Logger } from '../../platform/log.ts';
import type { Mailbox } from './mailbox.ts';
import { answerFaults, reportFaults, type Fault, type Misbehaviour } from './sms-faults.ts';
import type { Reporter } from './sms-reporter.ts';

const ShortMessage = z.object({ reference: z.string(), to: z.string(), text: z.string() });

const soonMs = 20;
const lateMs = 60_000;
const delayMs = 1_000;

/** An SMS gateway that delivers into the mailbox, and misbehaves as often as it is told to. */
export async function startSmsSimulator(
  mailbox: Mailbox,
  { faults, seed }: Misbehaviour,
  reporter: Reporter,
  log: Logger,
): Promise<Pick<Serving, 'url' | 'close'>> {
  const random = randomSequence(seed);
  const faultOf = (kinds: readonly Fault[]) =>
    faultAt(
      random(),
      faults.filter(([fault]) => kinds.includes(fault)),
    );
  const take: RequestHandler = async (request, response) => {
    const { reference, to, text } = ShortMessage.parse(request.body);
    const fault = faultOf(answerFaults);
    const reportFault = faultOf(reportFaults);
    if (fault === 'error') return void response.sendStatus(503);
    if (fault === 'refusal') return void response.sendStatus(422);
    const arrivals = await mailbox.put('sms', reference, { to, text });
    if (arrivals === 1) report(reporter, reference, reportFault);
    if (reportFault === 'earlyReport') await passes(2 * soonMs);
    if (fault === 'timeout') return void (await once(response, 'close'));
    if (fault === 'delay') await passes(delayMs);
    response.sendStatus(fault === 'duplicateAnswer' || arrivals > 1 ? 409 : 202);
  };
  const app = express().use(express.json()).post('/messages', take);
  // Not at level info: this is not the readiness of the service.
  const { url, close } = await serve({
    app,
    host: '127.0.0.1',
    port: 0,
    log: log.child({ simulator: 'sms' }, { level: 'warn' }),
  });
  return {
    url,
    close() {
      reporter.close();
      return close();
    },
  };
}

function report(reporter: Reporter, reference: string, fault: Fault | undefined): void {
  if (fault === 'noReport') return;
  const status = fault === 'undeliverable' ? 'undeliverable' : 'delivered';
  reporter.report(reference, status, fault === 'lateReport' ? lateMs : fault === 'earlyReport' ? 0 : soonMs);
  if (fault === 'repeatedReport') reporter.report(reference, status, 2 * soonMs);
  if (fault === 'contradictingReport') reporter.report(reference, 'undeliverable', 2 * soonMs);
}

function faultAt(position: number, faults: Misbehaviour['faults']): Fault | undefined {
  let bound = 0;
  return faults.find(([, share]) => position < (bound += share))?.[0];
}

/** Mulberry32: numbers in [0, 1), the same for the same seed. */
function randomSequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
