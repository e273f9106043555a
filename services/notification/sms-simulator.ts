import { once } from 'node:events';
import express, { type RequestHandler } from 'express';
import { z } from 'zod';
import { serve, type Serving } from '../../platform/http/serve.ts';
import type { Logger } from '../../platform/log.ts';
import type { Mailbox } from './mailbox.ts';

const faultKinds = ['timeout', 'error', 'duplicateAnswer'] as const;
type Fault = (typeof faultKinds)[number];

/**
 * `timeout:0.05,error:0.1,duplicateAnswer:0.02`: the share of requests that are taken but never answered; refused with
 * 503; taken but answered as if they had been taken before.
 */
export const Faults = z
  .string()
  .regex(new RegExp(`^((${faultKinds.join('|')}):(0|1|0?\\.\\d+)(,|$))*$`), 'is not fault:share[,fault:share…]')
  .transform((text) => {
    const entries = text.split(',').filter(Boolean);
    return entries.map((entry) => entry.split(':')).map(([fault, share]) => [fault as Fault, Number(share)] as const);
  });

export interface Misbehaviour {
  faults: z.output<typeof Faults>;
  /** The same seed gives the same sequence of faults. */
  seed: number;
}

const ShortMessage = z.object({ reference: z.string(), to: z.string(), text: z.string() });

/** An SMS gateway that delivers into the mailbox, and misbehaves as often as it is told to. */
export function startSmsSimulator(mailbox: Mailbox, { faults, seed }: Misbehaviour, log: Logger): Promise<Serving> {
  const random = randomSequence(seed);
  const take: RequestHandler = async (request, response) => {
    const { reference, to, text } = ShortMessage.parse(request.body);
    const fault = faultAt(random(), faults);
    if (fault === 'error') return void response.sendStatus(503);
    const arrivals = await mailbox.put('sms', reference, { to, text });
    if (fault === 'timeout') return void (await once(response, 'close'));
    response.sendStatus(fault === 'duplicateAnswer' || arrivals > 1 ? 409 : 202);
  };
  const app = express().use(express.json()).post('/messages', take);
  // Not at level info: this is not the readiness of the service.
  return serve({ app, host: '127.0.0.1', port: 0, log: log.child({ simulator: 'sms' }, { level: 'warn' }) });
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
