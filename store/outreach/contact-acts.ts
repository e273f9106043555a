import type { ContactResult, Overtaken } from '../../domain/outreach/contact.ts';
import { DomainError } from '../../domain/errors.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import { insertInto, writeAtOnce } from '../one-statement.ts';
import { appended } from '../subjects/effects.ts';
import type { Contact } from './contacts.ts';

type ChangedColumn =
  | 'helper'
  | 'helperKind'
  | 'helperSealed'
  | 'assignedAt'
  | 'assignments'
  | 'contactBy'
  | 'toldAt'
  | 'result'
  | 'reachedAt'
  | 'againOn'
  | 'consentedAt'
  | 'consentSealed'
  | 'state'
  | 'closedBecause'
  | 'closedAt';

/** What somebody does with a contact. */
export interface ContactAct {
  readonly at: Date;
  readonly actor: string;
  /** assigned, or a result. */
  readonly action: 'assigned' | ContactResult;
  /** In ids and codes, for the audit chain of the person. */
  readonly said: object;
  readonly noteSealed: Uint8Array<ArrayBuffer> | null;
  /** What is left out stays as it is. */
  readonly columns: Partial<Pick<Contact, ChangedColumn>>;
}

export type ContactActs = ReturnType<typeof contactActs>;

/** What is done with contacts: it stands in the events of each, and in the audit chain of its person. */
export function contactActs(prisma: PrismaClient) {
  return {
    /**
     * Under the version that whoever acts has seen.
     * @param contact as it was read since
     * @throws DomainError VERSION_CONFLICT
     */
    async change({ id, personId, version }: Contact, seen: number, act: ContactAct): Promise<void> {
      const { action, said, columns, ...by } = act;
      const data = { ...(columns as Prisma.OutreachContactUpdateManyMutationInput), version: { increment: 1 } };
      await prisma.$transaction(async (transaction) => {
        const where = { id, version: seen, state: 'open' };
        const { count } = await transaction.outreachContact.updateMany({ where, data });
        if (count === 0 || version !== seen)
          throw new DomainError('VERSION_CONFLICT', 'The contact has changed since you read it.', {
            params: { contact: id },
          });
        const entry = { action: action === 'assigned' ? 'contactAssigned' : 'contactReported', result: said };
        await record(transaction, { id, personId }, { ...by, step: `change:${seen}`, event: action, entry });
      });
    },

    /** Closes a contact that is still open, and says why; does nothing to one that is closed. */
    async close(id: string, { because, caseId }: Overtaken, at: Date, actor = 'system'): Promise<void> {
      const applied = because === 'applied' ? Prisma.sql`, "result" = 'applied'` : Prisma.empty;
      await prisma.$transaction(async (transaction) => {
        const [closed] = await transaction.$queryRaw<Pick<Contact, 'id' | 'personId'>[]>`
          UPDATE "OutreachContact" SET "state" = 'closed', "closedBecause" = ${because},
            "closedAt" = ${at}::timestamptz, "caseId" = ${caseId}::uuid, "againOn" = NULL,
              "version" = "version" + 1 ${applied}
          WHERE "id" = ${id}::uuid AND "state" = 'open' RETURNING "id", "personId"`;
        if (!closed) return;
        const entry = { action: 'contactClosed', result: { because, ...(caseId !== null && { case: caseId }) } };
        await record(transaction, closed, { at, actor, step: 'close', event: because, entry });
      });
    },

    /** Does nothing where the contact has been given to somebody again since. */
    async recordTold(id: string, assignment: number, at: Date): Promise<void> {
      await prisma.$transaction(async (transaction) => {
        const [told] = await transaction.$queryRaw<Pick<Contact, 'id' | 'personId' | 'helper'>[]>`
          UPDATE "OutreachContact" SET "toldAt" = ${at}::timestamptz
          WHERE "id" = ${id}::uuid AND "assignments" = ${assignment} AND "toldAt" IS NULL
          RETURNING "id", "personId", "helper"`;
        if (!told) return;
        const entry = { action: 'contactTold', result: { helper: told.helper } };
        await record(transaction, told, { at, actor: 'system', step: `told:${assignment}`, event: 'told', entry });
      });
    },
  };
}

interface Recorded {
  readonly at: Date;
  readonly actor: string;
  /** What is done to this contact at most once. */
  readonly step: string;
  /** As the contact's own events have it. */
  readonly event: string;
  readonly noteSealed?: Uint8Array<ArrayBuffer> | null;
  readonly entry: { readonly action: string; readonly result: object };
}

async function record(
  transaction: Prisma.TransactionClient,
  { id, personId }: Pick<Contact, 'id' | 'personId'>,
  { at, actor, step, event, noteSealed = null, entry: { action, result } }: Recorded,
): Promise<void> {
  const effect = { at, actor, action, result: { contact: id, ...result } };
  await writeAtOnce(transaction, [
    ...(await appended(transaction, personId, `contact:${id}:${step}`, effect)),
    insertInto('OutreachEvent', [{ contactId: id, at, actor, action: event, noteSealed }]),
  ]);
}
