import type { Prisma } from '../../generated/engine/client.ts';
import type { Coded } from '../../store/cases/coded.ts';
import { accessedCase } from './reach-filter.ts';

/** What whoever says something to a case needs to know of it. */
export const addressed = {
  ...accessedCase,
  subject: { select: { tasks: { select: { assignee: true } }, auditSequence: true, auditHash: true } },
  visits: true,
  messages: { where: { kind: 'appealed' } },
} satisfies Prisma.ApplicationCaseInclude;
export type AddressedCase = Coded<Prisma.ApplicationCaseGetPayload<{ include: typeof addressed }>>;
