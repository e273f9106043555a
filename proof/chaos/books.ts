/** What each part keeps of a case, read from its own database, and from Temporal. */
import { Connection, WorkflowClient } from '@temporalio/client';
import { PrismaClient as Engine } from '../../generated/engine/client.ts';
import { PrismaClient as Notification } from '../../generated/notification/client.ts';
import { PrismaClient as Settlement } from '../../generated/settlement/client.ts';
import { connect } from '../../platform/database.ts';
import type { AuditLink } from '../../store/subjects/audit-chain.ts';

export interface CaseBooks {
  readonly id: string;
  readonly procedure: string;
  readonly stage: string;
  readonly outcome: string | null;
  readonly ending: string | null;
  readonly opening: number;
  readonly filingNumber: string | null;
  readonly chain: readonly AuditLink[];
  readonly tasks: readonly { readonly kind: string; readonly state: string }[];
  readonly messages: readonly { readonly kind: string; readonly state: string }[];
  /** Ids of what still has to be sent to Temporal. */
  readonly outbox: readonly string[];
  readonly hasAgent: boolean;
  /** Keys of the notices that the engine has down as accepted. */
  readonly notices: readonly string[];
  /** Keys of the messages that the notification service accepted. */
  readonly accepted: readonly string[];
  readonly deliveries: readonly DeliveryBooks[];
  readonly entitlements: readonly { readonly key: string; readonly filingNumber: string }[];
  readonly runs: readonly { readonly workflowId: string; readonly status: string }[];
}

/** How a message is brought to somebody by one channel. */
export interface DeliveryBooks {
  /** Of its message. */
  readonly key: string;
  readonly channel: string;
  readonly state: string;
  readonly rank: number;
  /** Whether another attempt is going to be made. */
  readonly isDue: boolean;
  /** Attempts of which nobody knows whether the provider took them. */
  readonly uncertain: number;
  /** How often it came to the simulated provider. */
  readonly arrivals: number;
}

export interface Sources {
  readonly engine: string;
  readonly settlement: string;
  readonly notification: string;
  readonly temporalAddress: string;
}

export async function readBooks(sources: Sources, caseIds: readonly string[]): Promise<CaseBooks[]> {
  const [cases, entitlements, carried, runs] = await Promise.all([
    casesIn(sources.engine, [...caseIds]),
    entitlementsIn(sources.settlement),
    carriedIn(sources.notification, [...caseIds]),
    runsAt(sources.temporalAddress),
  ]);
  return cases.map(({ outbox, audit, submission, notices, ...found }) => ({
    ...found,
    chain: audit as unknown as AuditLink[],
    outbox,
    hasAgent: submission.agentSealed !== null,
    notices: notices.map(({ key }) => key),
    ...carriedFor(found.id, carried),
    entitlements: entitlements.filter(({ key }) => key.startsWith(`${found.id}:`)),
    runs: runs.filter(({ workflowId }) => workflowId.split('/')[1] === found.id),
  }));
}

async function casesIn(url: string, ids: string[]) {
  const { prisma, close } = connect(Engine, url, { max: 2 });
  try {
    const subject = { select: { audit: { orderBy: { sequence: 'asc' } }, tasks: true } } as const;
    const include = { subject, messages: true, notices: true, submission: true } as const;
    const cases = await prisma.applicationCase.findMany({ where: { id: { in: ids } }, include });
    const outbox = await prisma.outbox.findMany({
      where: { subjectId: { in: ids } },
      select: { id: true, subjectId: true },
    });
    const unsent = ({ id: of }: { id: string }) =>
      outbox.filter(({ subjectId }) => subjectId === of).map(({ id }) => id);
    return cases.map(({ subject: { audit, tasks }, ...found }) => ({ ...found, audit, tasks, outbox: unsent(found) }));
  } finally {
    await close();
  }
}

async function entitlementsIn(url: string) {
  const { prisma, close } = connect(Settlement, url, { max: 1 });
  try {
    return await prisma.entitlement.findMany({ select: { key: true, filingNumber: true } });
  } finally {
    await close();
  }
}

async function carriedIn(url: string, ids: string[]) {
  const { prisma, close } = connect(Notification, url, { max: 1 });
  try {
    const include = { deliveries: { include: { attemptLog: true } } } as const;
    const messages = await prisma.message.findMany({ where: { caseRef: { in: ids } }, include });
    const received = await prisma.received.findMany({ select: { reference: true, arrivals: true } });
    return {
      messages,
      arrivals: new Map(received.map(({ reference, arrivals }) => [deliveryIn(reference), arrivals])),
    };
  } finally {
    await close();
  }
}

/** `<message>.<channel>` of the gateway's reference, or within a Message-ID. */
function deliveryIn(reference: string): string {
  return reference.replace(/^<(.*)@.*>$/, '$1');
}

function carriedFor(caseId: string, { messages, arrivals }: Awaited<ReturnType<typeof carriedIn>>) {
  const own = messages.filter(({ caseRef }) => caseRef === caseId);
  const deliveries = own.flatMap(({ id, key, deliveries }) =>
    deliveries.map(({ channel, state, rank, nextAttemptAt, attemptLog }): DeliveryBooks => ({
      key,
      channel,
      state,
      rank,
      isDue: nextAttemptAt !== null,
      uncertain: attemptLog.filter(({ outcome }) => outcome === 'uncertain').length,
      arrivals: arrivals.get(`${id}.${channel}`) ?? 0,
    })),
  );
  return { accepted: own.map(({ key }) => key), deliveries };
}

async function runsAt(address: string) {
  const connection = await Connection.connect({ address });
  try {
    const runs: { workflowId: string; status: string }[] = [];
    const listed = new WorkflowClient({ connection }).list({ query: "WorkflowType = 'application'" });
    for await (const { workflowId, status } of listed) runs.push({ workflowId, status: status.name });
    return runs;
  } finally {
    await connection.close();
  }
}
