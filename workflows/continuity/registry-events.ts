/**
 * 登记变更: what other departments report of one person, in the order of the days on which it counts, each once.
 * Death ends, lapsed insurance suspends, paying again resumes; a category moves queues only (PRACTICE, Continuity, #4).
 * One run a person at a time: two events of a person are never applied beside each other.
 */
import { workflowInfo, continueAsNew } from '@temporalio/workflow';
import type { NextEvent } from '../../activities/continuity/registry-event-activities.ts';
import type { Consequence } from '../../domain/continuity/recognition-course.ts';
import type { Template } from '../../domain/notices/templates.ts';
import { notices } from '../notices/effects.ts';
import { registers } from './effects.ts';
import { codeOf } from '../failures.ts';
import { localDay } from '../../domain/time-zone.ts';
import { applicationWorkflowId } from '../ids.ts';
import type { RegistryEventsInput } from '../messages.ts';
import { now } from '../time.ts';

export async function registryEvents({ personId }: RegistryEventsInput): Promise<void> {
  for (;;) {
    const next = await registers.nextRegistryEvent({ personId });
    if (!next) return;
    const eventId = next.event.id;
    try {
      await apply(personId, next);
      await registers.closeRegistryEvent({ eventId, at: now() });
    } catch (error) {
      // As a figure that nobody has supplied: the person's other events do not wait for it.
      const problem = codeOf(error);
      if (!problem) throw error;
      await registers.setRegistryEventAside({ eventId, problem, at: now() });
    }
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof registryEvents>({ personId });
  }
}

async function apply(personId: string, { event, open, visits = [], revived = [] }: NextEvent): Promise<void> {
  // Applications under way
  const awaiting: string[] = [];
  for (const { caseId, opening } of open) {
    const workflowId = applicationWorkflowId(caseId, opening);
    const { messageId } = await registers.tellOpenCase({ caseId, workflowId, eventId: event.id, at: now() });
    if (messageId) awaiting.push(messageId);
  }

  // Home visits that outlived their case
  for (const visit of visits) await registers.tellVisit({ ...visit, eventId: event.id, at: now() });

  // What a death ended that was none
  for (const caseId of revived) await revive(caseId, event.id);

  // Recognitions, those among them that were decided just before they could be told
  for (const caseId of await registers.recognitionsHeld({ personId, awaiting })) {
    const consequence = await registers.applyToRecognition({ caseId, eventId: event.id, at: now() });
    if (consequence.does !== 'nothing' && consequence.does !== 'restate') await tell(caseId, event.id, consequence);
  }
}

async function revive(caseId: string, eventId: string): Promise<void> {
  const { revived } = await registers.reviveCase({ caseId, eventId, at: now() });
  if (!revived) return;
  const said = { template: 'applicationRevived', on: localDay(new Date(now())) } as const;
  await notices.sendEntitlementNotices({ caseId, step: `revived:${eventId}`, ...said, at: now() });
}

/** What changes for the family from a day on. */
type Told = Exclude<Consequence, { does: 'nothing' | 'restate' }>;

async function tell(caseId: string, eventId: string, consequence: Told): Promise<void> {
  const insuranceType = consequence.does === 'move' ? { insuranceType: consequence.to } : {};
  const said = { template: templateOf(consequence), on: consequence.from, ...insuranceType };
  await notices.sendEntitlementNotices({ caseId, step: `registry:${eventId}`, ...said, at: now() });
}

function templateOf(consequence: Told): Template {
  switch (consequence.does) {
    case 'end':
      return consequence.reason === 'died' ? 'entitlementEndedByDeath' : 'entitlementNotMoved';
    case 'suspend':
      return 'entitlementSuspended';
    case 'resume':
      return 'entitlementResumed';
    case 'move':
      return 'entitlementMoved';
    case 'reinstate':
      return 'entitlementReinstated';
  }
}
