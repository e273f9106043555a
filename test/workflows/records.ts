/** The records of an office, on a PostgreSQL of their own: what a test reads in them, and how they fail on demand. */
import { vi } from 'vitest';
import type { Decision } from '../../domain/case/decision.ts';
import { PrismaClient, type Prisma } from '../../generated/engine/client.ts';
import { connect, type RunStatement, type Statement } from '../../platform/database.ts';
import { sealer as sealerOf, type Sealer } from '../../platform/sealing.ts';
import { createPrismaCaseStore, decisionOf } from '../../store/cases/case-store.ts';
import { coded, type Coded } from '../../store/cases/coded.ts';
import type { TaskRow } from '../../store/tasks/task-rows.ts';
import type { TaskMark } from '../../store/tasks/task-writes.ts';
import { codedVisit, type CodedVisit } from '../../store/visits/coded.ts';
import { exampleOverlay, packText } from '../domain/packs.ts';
import { createDatabase } from '../support/databases.ts';
import { county, referenceOf, rizhao } from './stories.ts';

const dataKeys = `d1:${Buffer.alloc(32, 1).toString('base64')}`;
const marks: readonly string[] = ['warned', 'breached', 'escalated'] satisfies TaskMark[];

const everything = {
  submission: { select: { policyVersionId: true } },
  assessments: { orderBy: { ordinal: 'asc' } },
  notices: { orderBy: [{ acceptedAt: 'asc' }, { key: 'asc' }] },
  visits: { orderBy: { dueAt: 'asc' } },
  subject: {
    include: {
      audit: { orderBy: { sequence: 'asc' } },
      tasks: { include: { events: { orderBy: { id: 'asc' } } } },
    },
  },
} satisfies Prisma.ApplicationCaseInclude;

type Row = Prisma.ApplicationCaseGetPayload<{ include: typeof everything }>;

/** What stands recorded of one case. */
export interface CaseRecord extends Coded<Omit<Row, 'subject' | 'submission' | 'visits'>> {
  readonly policyVersionId: string;
  readonly decision: Decision | null;
  /** One entry an effect, in the order in which they were done. */
  readonly ledger: readonly LedgerEntry[];
  /** In the order in which they were opened. */
  readonly tasks: readonly RecordedTask[];
  readonly visits: readonly RecordedVisit[];
}

interface LedgerEntry {
  readonly key: string;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly result: object;
}

export type RecordedTask = ReturnType<typeof recordedTask>;
export type RecordedVisit = CodedVisit<Row['visits'][number]> & { readonly report: object | null };
export type Records = Awaited<ReturnType<typeof openRecords>>;

export async function openRecords() {
  const url = await createDatabase('engine');
  const faults = new Faults();
  const sealer = sealerOf(dataKeys);
  const { prisma, run, close } = connect(PrismaClient, url, { max: 15 });
  const store = createPrismaCaseStore({ prisma, run }, sealer);
  await publish(prisma);

  async function of(caseId: string): Promise<CaseRecord> {
    const row = await prisma.applicationCase.findUniqueOrThrow({ where: { id: caseId }, include: everything });
    return recordedCase(row, sealer);
  }

  return {
    prisma,
    run,
    sealer,
    store,
    faults,
    /** As the office has it; a test writes and reads whatever fails there. */
    database: { prisma: faults.failing(prisma), run: faults.losing(run) },
    of,
    /** Resolves when the record first satisfies `condition`. */
    async reached(caseId: string, condition: (record: CaseRecord) => boolean): Promise<CaseRecord> {
      const reached = async () => {
        const record = await of(caseId);
        return condition(record) && record;
      };
      return vi.waitUntil(reached, { timeout: 20_000, interval: 10 });
    },
    close,
  };
}

/** A database's faults, on demand. */
class Faults {
  /** While true, every statement fails as it would without a database. */
  down = false;
  readonly #answersToLose = new Set<string>();

  /** The next effect under this key is committed, and its answer is lost on the way. */
  loseAnswerOf(key: string): void {
    this.#answersToLose.add(key);
  }

  failing(prisma: PrismaClient): PrismaClient {
    return new Proxy(prisma, {
      get: (client, name) => {
        this.#check();
        return Reflect.get(client, name) as unknown;
      },
    });
  }

  losing(run: RunStatement): RunStatement {
    return async <Answer extends object>(statement: Statement) => {
      this.#check();
      const rows = await run<Answer>(statement);
      const key = this.#lost(statement);
      if (key === undefined) return rows;
      this.#answersToLose.delete(key);
      throw new Error('The connection ended before the answer came.');
    };
  }

  #check(): void {
    if (this.down) throw new Error('The database does not answer.');
  }

  #lost({ text, values }: Statement): string | undefined {
    return text.includes('INSERT INTO "AuditEntry"')
      ? [...this.#answersToLose].find((key) => values.includes(key))
      : undefined;
  }
}

/** The policies of the stories, as rows. */
async function publish(prisma: PrismaClient): Promise<void> {
  const texts = (pack: 'rizhao-shandong-2020' | 'xx-county-2021') => ({
    packText: packText(pack),
    overlayText: exampleOverlay(pack),
  });
  const versions = [
    { ...referenceOf(rizhao), ...texts('rizhao-shandong-2020') },
    { ...referenceOf(county), ...texts('xx-county-2021') },
  ];
  await prisma.policyVersion.createMany({ data: versions.map((version) => ({ ...version, storedAt: new Date(0) })) });
}

function recordedCase(row: Row, sealer: Sealer): CaseRecord {
  const { subject, submission, visits, ...columns } = row;
  const ledger = subject.audit.map(({ effect, at, actor, action, data }) => ({
    key: effect,
    at,
    actor,
    action,
    result: data as object,
  }));
  const place = ({ id }: { id: string }) => ledger.findIndex(({ key }) => key === `task:${id}:open`);
  return {
    ...coded(columns),
    ...submission,
    decision: decisionOf(row),
    ledger,
    tasks: subject.tasks.map(recordedTask).sort((one, other) => place(one) - place(other)),
    visits: visits.map((visit) => ({
      ...codedVisit(visit),
      report: visit.reportSealed && (sealer.open(visit.reportSealed) as object),
    })),
  };
}

/** What somebody is about to say is no part of the record yet. */
function recordedTask({ events, resultSealed: _said, ...row }: Row['subject']['tasks'][number]) {
  const marked = events.map(({ action }) => action).filter((action) => marks.includes(action));
  return { ...(row as unknown as TaskRow), marks: marked as TaskMark[] };
}
