import { randomUUID } from 'node:crypto';
import { addressed, type AddressedCase } from '../../api/cases/addressed.ts';
import { openAgain } from '../../api/cases/open-again.ts';
import type { RegistryEvent } from '../../domain/continuity/registry-event.ts';
import type { Involvement } from '../../domain/tasks/four-eyes.ts';
import type { MessageBody } from '../../store/cases/case-messages.ts';
import { insertInto, writeAtOnce } from '../../store/one-statement.ts';
import { outboxMessages } from '../../store/outbox/outbox-messages.ts';
import { dateOf } from '../../store/rows.ts';
import type { ApplicationInput } from '../../workflows/messages.ts';
import { insuredPerson, type RegistryInMemory } from './far-edge.ts';
import { receivedCase } from './received-case.ts';
import type { Records } from './records.ts';
import type { Story } from './stories.ts';
import type { VirtualTime } from './virtual-time.ts';

/** After this time the outbox does what the call itself could not. */
const leftToTheCallMs = 5_000;

/** What the API writes down, by the office's clock. */
export function createReception({ prisma, sealer }: Records, registry: RegistryInMemory, { now }: VirtualTime) {
  return {
    /** An application; answers what its workflow starts with. */
    async receive(story: Story): Promise<ApplicationInput> {
      const { personId, start, writes } = receivedCase(story, await now(), sealer);
      registry.know(personId, { ...insuredPerson(start.region), ...story.known });
      await writeAtOnce(prisma, writes);
      return start;
    },
    /** The same of a case that is opened again. */
    async reopen(
      { caseId }: { readonly caseId: string },
      because: 'supplied' | 'appealed',
      involved: readonly Involvement[],
      body: MessageBody,
    ): Promise<ApplicationInput> {
      const row = await prisma.applicationCase.findUniqueOrThrow({ where: { id: caseId }, include: addressed });
      const said = { id: randomUUID(), caseId, kind: because, sentBy: 'applicant-1', sentAt: await now() };
      const message = { ...said, bodySealed: Buffer.from(sealer.seal(body)), state: 'sent' };
      const start = await openAgain(prisma, row as unknown as AddressedCase, because, message, [
        insertInto('CaseMessage', [message]),
      ]);
      return { ...start, opening: { ...start.opening, involved } };
    },
    /** What a register reports of a person. */
    async report(personId: string, { id, kind, on, ...data }: RegistryEvent): Promise<void> {
      const receivedAt = await now();
      const event = { id, personId, kind, on: dateOf(on), data, source: 'register', sentBy: 'register', bodyHash: '' };
      const message = { id: outboxMessages.registryEvent(id), kind: 'registryEvent', payload: { personId } };
      const notBefore = new Date(receivedAt.getTime() + leftToTheCallMs);
      await writeAtOnce(prisma, [
        insertInto('RegistryEvent', [{ ...event, receivedAt }]),
        insertInto('Outbox', [{ ...message, notBefore }]),
      ]);
    },
  };
}
