import type { Serving } from '../../platform/http/serve.ts';
import type { Logger } from '../../platform/log.ts';
import type { Carrier } from './dispatcher.ts';
import { createEmailCarrier } from './email-carrier.ts';
import type { Mailbox } from './mailbox.ts';
import { createSmsCarrier } from './sms-carrier.ts';
import { createReporter, type ReceiptAddress } from './sms-reporter.ts';
import type { Misbehaviour } from './sms-faults.ts';
import { startSmsSimulator } from './sms-simulator.ts';
import { startSmtpSink } from './smtp-sink.ts';

interface ProviderOptions {
  /** E-mail relay; absent: a sink of our own. */
  smtpUrl: string | undefined;
  sinkPort: number;
  from: string;
  /** SMS gateway; absent: a simulator of our own. */
  gatewayUrl: string | undefined;
  misbehaviour: Misbehaviour;
  /** Where the simulator reports what became of its messages. */
  receipts: ReceiptAddress;
}

export interface Providers {
  carriers: Readonly<Record<'sms' | 'email', Carrier>>;
  /** Whether anything is delivered into the mailbox instead of the world. */
  simulated: boolean;
  close(): Promise<void>;
}

/** The configured gateway and relay, simulated where there is none. */
export async function startProviders(options: ProviderOptions, mailbox: Mailbox, log: Logger): Promise<Providers> {
  const { smtpUrl, sinkPort, from, gatewayUrl, misbehaviour, receipts } = options;
  const simulators: Pick<Serving, 'url' | 'close'>[] = [];
  async function simulate(starting: Promise<Pick<Serving, 'url' | 'close'>>): Promise<string> {
    const simulator = await starting;
    simulators.push(simulator);
    return simulator.url;
  }
  const sms = createSmsCarrier(
    gatewayUrl ?? (await simulate(startSmsSimulator(mailbox, misbehaviour, createReporter(receipts, log), log))),
  );
  const email = createEmailCarrier(smtpUrl ?? (await simulate(startSmtpSink(mailbox, sinkPort, log))), from);
  return {
    carriers: { sms, email: email.carry },
    simulated: simulators.length > 0,
    async close() {
      email.close();
      await Promise.all(simulators.map((simulator) => simulator.close()));
    },
  };
}
