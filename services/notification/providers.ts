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
  /** Authorities in PEM that relay and gateway are verified by; left out: those that Node trusts. */
  authorities?: readonly string[] | undefined;
  /** Whether a relay has to offer TLS. */
  smtpTlsRequired: boolean;
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
  const { smtpUrl, sinkPort, from, gatewayUrl, misbehaviour, receipts, authorities, smtpTlsRequired } = options;
  const simulators: Pick<Serving, 'url' | 'close'>[] = [];
  async function simulate(starting: Promise<Pick<Serving, 'url' | 'close'>>): Promise<string> {
    const simulator = await starting;
    simulators.push(simulator);
    return simulator.url;
  }
  const sms = createSmsCarrier(
    gatewayUrl ?? (await simulate(startSmsSimulator(mailbox, misbehaviour, createReporter(receipts, log), log))),
    undefined,
    authorities,
  );
  const relay = smtpUrl ?? (await simulate(startSmtpSink(mailbox, sinkPort, log)));
  const email = createEmailCarrier(relay, from, { required: smtpUrl !== undefined && smtpTlsRequired, authorities });
  return {
    carriers: { sms, email: email.carry },
    simulated: simulators.length > 0,
    async close() {
      email.close();
      await Promise.all(simulators.map((simulator) => simulator.close()));
    },
  };
}
