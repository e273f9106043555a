import type { ProcedureName } from '../domain/policy/schema.ts';
import type { Involvement } from '../domain/tasks/four-eyes.ts';
import type { Prisma } from '../generated/engine/client.ts';
import { outboxMessages } from './outbox-messages.ts';

/** What the first opening of a case starts with, in ids and codes; workflows/messages.ts ApplicationInput. */
interface FirstOpening {
  readonly caseId: string;
  readonly region: string;
  readonly procedure: ProcedureName;
  readonly policy: { readonly pack: string; readonly version: string; readonly packSha: string; readonly overlaySha: string | null; readonly id: string };
  readonly enteredBy: string;
  readonly involved: readonly Involvement[];
}

/** The outbox row that starts a case which nobody starts by hand. */
export function startMessage({ involved, ...known }: FirstOpening, notBefore: Date): Prisma.OutboxCreateManyInput {
  const { caseId } = known;
  const payload = { ...known, opening: { ordinal: 0, because: 'submitted', assessed: 0, involved } };
  return { id: outboxMessages.start(caseId), kind: 'start', caseId, payload: payload as unknown as Prisma.InputJsonObject, notBefore };
}
