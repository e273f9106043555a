import { randomUUID } from 'node:crypto';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { createRoundLocks } from '../../store/rounds/round-locks.ts';
import { createChair } from '../../api/rounds/chair.ts';
import type { Decision } from '../../domain/case/decision.ts';
import type { MessageSent } from '../../domain/case/case-message.ts';
import type { TaskKind } from '../../domain/tasks/kinds.ts';
import { sayToCase, type MessageBody } from '../../store/cases/case-messages.ts';
import { applicationWorkflowId, batchRoundWorkflowId, undeliverableNoticeWorkflowId } from '../../workflows/ids.ts';
import {
  answerTask,
  tellCase,
  type AnswerResult,
  type ApplicationInput,
  type ApplicationResult,
  type HomeVisitInput,
  type VisitResult,
} from '../../workflows/messages.ts';
import { answered, type SaidBy } from '../support/answers.ts';
import type { CaseRecord, RecordedTask, Records } from './records.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What somebody answers to a task. */
export type Said = SaidBy & { readonly taskId: string };

/** A task that nobody has answered. */
const asBefore = {
  state: 'ready',
  updateId: null,
  answer: null,
  resultSealed: null,
  completedBy: null,
  onBehalfOf: null,
};

/** What a case is told, and by whom. */
type Told = Omit<MessageSent, 'id'> & { readonly by: string };

export type Applied = ReturnType<ReturnType<typeof createConversations>['applicationOf']>;

/** How people meet what runs: they say something to it, and read in the record what came of it. */
export function createConversations(client: Client, records: Records, { now, clock }: VirtualTime) {
  const { prisma, sealer } = records;
  const chair = createChair({ locks: createRoundLocks({ prisma, sealer }), clock });

  function answering(handle: WorkflowHandle) {
    return {
      /** Kept with the task before it is said, and the task open again where it is refused, as the API does it. */
      async answer<R extends AnswerResult = Decision | null>(answer: Said, updateId: string = randomUUID()) {
        const { taskId, ...said } = answer;
        const bell = await answered(records, taskId, said, updateId);
        try {
          return (await handle.executeUpdate(answerTask, { updateId, args: [bell] })) as R;
        } catch (error) {
          await prisma.task.updateMany({ where: { id: taskId, updateId, state: 'completing' }, data: asBefore });
          throw error;
        }
      },
      history: async () => (await handle.fetchHistory()).events ?? [],
    };
  }

  function hearing(handle: WorkflowHandle, caseId: string) {
    return {
      /** Says something, as the patient's people or a registry do. */
      async tell(message: Told, body: MessageBody = {}, id: string = randomUUID()): Promise<void> {
        const { by: sentBy, ...named } = message;
        const bodySealed = sealer.seal(body);
        await prisma.$executeRaw(sayToCase({ id, caseId, ...named, sentBy, sentAt: await now(), bodySealed }));
        await handle.executeUpdate(tellCase, { updateId: id, args: [{ id, ...named }] });
      },
    };
  }

  return {
    applicationOf(caseId: string, opening = 0) {
      const handle: WorkflowHandle<(input: ApplicationInput) => Promise<ApplicationResult>> = client.workflow.getHandle(
        applicationWorkflowId(caseId, opening),
      );
      return {
        caseId,
        handle,
        record: () => records.of(caseId),
        reached: (condition: (record: CaseRecord) => boolean) => records.reached(caseId, condition),
        /** The task that waits for a person, of this kind unless any will do. */
        task: async (kind?: TaskKind): Promise<RecordedTask> => {
          const waits = (task: RecordedTask) => task.state === 'ready' && (kind === undefined || task.kind === kind);
          const { tasks } = await records.reached(caseId, (record) => record.tasks.some(waits));
          return tasks.find(waits)!;
        },
        ...answering(handle),
        ...hearing(handle, caseId),
        /** What it ended with; waiting for it skips no time. */
        ended: () => handle.result(),
      };
    },
    /** The home visit that was offered last in a case. */
    async visitOf({ caseId }: { readonly caseId: string }) {
      const { visits } = await records.reached(caseId, (record) => record.visits.length > 0);
      const handle: WorkflowHandle<(input: HomeVisitInput) => Promise<VisitResult>> = client.workflow.getHandle(
        visits.at(-1)!.workflowId,
      );
      return { handle, ...answering(handle), ...hearing(handle, caseId), ended: () => handle.result() };
    },
    /** What runs for a notice that did not arrive. */
    undeliverable(messageId: string) {
      const handle = client.workflow.getHandle(undeliverableNoticeWorkflowId(messageId));
      return { handle, ...answering(handle), ended: () => handle.result() };
    },
    /** The coordinator of a round, as the batch's people meet it. */
    round(roundId: string) {
      const handle = client.workflow.getHandle(batchRoundWorkflowId(roundId));
      const [region = '', code = ''] = roundId.split('/');
      return {
        handle,
        async sign(subject: string): Promise<void> {
          await now();
          await chair.sign({ region, code }, { subject, roles: ['supervisor'], regions: [region] });
        },
        history: async () => (await handle.fetchHistory()).events ?? [],
        ended: () => handle.result(),
      };
    },
  };
}
