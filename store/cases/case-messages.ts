/** What people and registries tell a case after its receipt. */
import type { AskedFor } from '../../domain/eligibility/asked-for.ts';
import type { DomainError } from '../../domain/errors.ts';
import type { RecordKind } from '../../domain/policy/schema.ts';
import { Prisma, type PrismaClient } from '../../generated/engine/client.ts';
import type { CaseMessageKind, MessageSent } from '../../domain/case/case-message.ts';
import type { ApplicationStart } from '../../workflows/messages.ts';
import { insertInto, writeAtOnce } from '../one-statement.ts';
import { afterTheCall, tellMessage } from '../outbox/message.ts';
import { outboxMessages } from '../outbox/outbox-messages.ts';
import { createPrismaOutbox, intoOutbox } from '../outbox/outbox.ts';
import { judgedOn } from '../rounds/judged-again.ts';
import { backIntoQueue } from '../tasks/task-answers.ts';
import type { AddressedCase } from './case-reads.ts';
import { openAgain } from './open-again.ts';

/** What a message says beside codes; sealed in `CaseMessage.bodySealed`. */
export interface MessageBody {
  /** Records of the hospital that sent the message. */
  readonly records?: readonly SuppliedRecord[];
  /** Chosen treating institution. */
  readonly institution?: string | undefined;
  readonly documents?: readonly { readonly evidence: string; readonly documentId: string }[];
  /** Why an appeal is made. */
  readonly grounds?: string;
  /** Why an application is withdrawn. */
  readonly reason?: string | undefined;
  /** What an expert of a round asks the applicant for, beside what the rules miss. */
  readonly also?: AskedFor;
}

interface SuppliedRecord {
  readonly kind: RecordKind;
  readonly institution: string;
  readonly on: string;
  readonly icd10?: string | undefined;
  readonly items?:
    | readonly { readonly code: string; readonly value?: number | undefined; readonly unit?: string | undefined }[]
    | undefined;
}

/** An appeal opens the case again, whose new run finds it in the record: no run is told of it. */
type SaidKind = CaseMessageKind | 'appealed';

/** A message as it is sent. */
export interface SaidToCase<Kind extends SaidKind = SaidKind> {
  readonly id: string;
  readonly caseId: string;
  readonly kind: Kind;
  readonly sentBy: string;
  readonly sentAt: Date;
  /** The task whose answer is taken back. */
  readonly taskId?: string;
  readonly bodySealed?: Uint8Array<ArrayBuffer>;
}

export interface Paper {
  readonly evidence: string;
  readonly documentId: string;
}

export function sayToCase(said: SaidToCase): Prisma.Sql {
  return insertInto('CaseMessage', [{ ...said, state: 'sent' }]);
}

export type CaseMessages = ReturnType<typeof createCaseMessages>;

export function createCaseMessages(prisma: PrismaClient) {
  const outbox = createPrismaOutbox(prisma);
  return {
    find: (id: string) => prisma.caseMessage.findUnique({ where: { id } }),

    /**
     * A message to a workflow of the case, and the papers that come with it.
     * @throws where one with this id was sent before: a unique violation of `id`
     */
    async say(
      addressed: AddressedCase,
      workflowId: string,
      said: SaidToCase<CaseMessageKind>,
      papers: readonly Paper[],
    ): Promise<void> {
      const message = { id: said.id, kind: said.kind };
      await writeAtOnce(prisma, [
        ...writesOf(addressed, said, papers),
        intoOutbox(tellMessage(addressed.id, { workflowId, message }, afterTheCall(said.sentAt))),
      ]);
    },

    /** The same where it opens the case again: the start of the opening brings it. @throws as `openAgain` does */
    sayAnew(
      addressed: AddressedCase,
      because: 'supplied' | 'appealed',
      said: SaidToCase,
      papers: readonly Paper[],
    ): Promise<ApplicationStart> {
      return openAgain(prisma, addressed, because, said, writesOf(addressed, said, papers));
    },

    /** The case would not have it; what was done with the message is undone. */
    async refuse({ id, kind }: MessageSent, { code, message, params }: DomainError): Promise<void> {
      const rejection = { code, message, params } as unknown as Prisma.InputJsonObject;
      const stillOpen = kind === 'takenBack' && params['state'] === 'actedOn';
      const askedForNothing = kind === 'roundAsks';
      await prisma.$transaction([
        prisma.caseMessage.updateMany({ where: { id, state: 'sent' }, data: { state: 'refused', rejection } }),
        outbox.remove(outboxMessages.tell(id)),
        ...(stillOpen ? [backIntoQueue(prisma, id)] : []),
        ...(askedForNothing ? [judgedOn(prisma, id)] : []),
      ]);
    },
  };
}

function writesOf(addressed: AddressedCase, said: SaidToCase, papers: readonly Paper[]): Prisma.Sql[] {
  return [sayToCase(said), ...papersOf(addressed, papers)];
}

/** Papers join those of the submission; one that is there already stays. */
function papersOf({ submissionId, disease }: AddressedCase, papers: readonly Paper[]): Prisma.Sql[] {
  if (papers.length === 0) return [];
  const rows = papers.map((paper) => ({ ...paper, submissionId, disease }));
  return [Prisma.sql`${insertInto('SubmissionDocument', rows)} ON CONFLICT DO NOTHING`];
}
