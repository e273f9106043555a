import { peopleActedFor, permits, type Caller, type Target } from '../../domain/access/access.ts';
import type { Held, Upload } from '../../store/documents/uploads.ts';
import { requirePermission } from '../http/authentication.ts';

/** For whom the caller may act, anywhere: of which region they do, `requireReader` sees case by case. */
export function peopleActedForAnywhere({ subject, standsInFor = [] }: Caller): string[] {
  return [subject, ...standsInFor.map((absent) => absent.subject)];
}

/**
 * Whoever uploaded it, and whom any of its cases opens it to; a refusal tells why the first one does not.
 * @throws DomainError NOT_PERMITTED
 */
export function requireReader(upload: Upload, caller: Caller): void {
  if (upload.uploadedBy === caller.subject) return;
  const targets = targetsOf(upload, caller);
  const opening = targets.find((target) => permits('readDocument', caller, target).permitted);
  requirePermission('readDocument', caller, opening ?? targets[0] ?? {});
}

/** What reviewers add is for those who work on the subject, not for whoever applied. */
function targetsOf({ offered, added }: Upload, caller: Caller): Target[] {
  return [
    ...offered.map(({ submitter, person, agents, ...held }) => ({
      ...targetOf(held, caller),
      submitter,
      person,
      agents,
    })),
    ...added.map((held) => targetOf(held, caller)),
  ];
}

function targetOf({ region, institution, holders }: Held, caller: Caller): Target {
  const people = peopleActedFor(caller, region);
  return { region, institution, assignee: holders.find((holder) => people.includes(holder)) ?? null };
}
