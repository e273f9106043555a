import { randomUUID } from 'node:crypto';
import type { RegistryEvent } from '../../domain/continuity/registry-event.ts';
import { createCaseMessages, type MessageBody } from '../../store/cases/case-messages.ts';
import { createCaseReads } from '../../store/cases/case-reads.ts';
import { createSubmissions, startsOf, type NewSubmission } from '../../store/cases/submissions.ts';
import { createRegistryEventRecorder } from '../../store/registers/registry-events.ts';
import type { ApplicationStart } from '../../workflows/messages.ts';
import { insuredPerson, type RegistryInMemory } from './far-edge.ts';
import { submissionOf } from './received-case.ts';
import type { Records } from './records.ts';
import type { Story } from './stories.ts';
import type { VirtualTime } from './virtual-time.ts';

/** What the API writes down, by the office's clock. */
export function createReception({ prisma, run, sealer }: Records, registry: RegistryInMemory, { now }: VirtualTime) {
  const submissions = createSubmissions({ prisma, run });
  const reads = createCaseReads({ prisma, run });
  const messages = createCaseMessages(prisma);
  const recordEvent = createRegistryEventRecorder(prisma);

  async function uploaded({ papers, enteredBy: uploadedBy, receivedAt: uploadedAt }: NewSubmission): Promise<void> {
    const scan = { mediaType: 'application/pdf', size: 1, uploadedBy, uploadedAt };
    const rows = papers.map(({ documentId: id }) => ({ id, sha256: id, ...scan }));
    await prisma.document.createMany({ data: rows, skipDuplicates: true });
  }

  return {
    /** An application; answers what its workflow starts with. */
    async receive(story: Story): Promise<ApplicationStart> {
      const submission = submissionOf(story, await now(), sealer);
      registry.know(submission.personId, { ...insuredPerson(submission.region), ...story.known });
      await uploaded(submission);
      if (!(await submissions.receive(submission))) throw new Error('The person has applied for this before.');
      return startsOf(submission)[0]!;
    },
    /** The same of a case that is opened again. */
    async reopen(
      { caseId }: { readonly caseId: string },
      because: 'supplied' | 'appealed',
      body: MessageBody,
    ): Promise<ApplicationStart> {
      const said = { id: randomUUID(), caseId, kind: because, sentBy: 'applicant-1', sentAt: await now() };
      const addressed = await reads.addressed(caseId);
      return messages.sayAnew(addressed, because, { ...said, bodySealed: sealer.seal(body) }, []);
    },
    /** What a register reports of a person. */
    async report(personId: string, event: RegistryEvent): Promise<void> {
      await recordEvent({ event, personId, source: 'register', bodyHash: '', receivedAt: await now() });
    },
  };
}
