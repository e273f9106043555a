import type { Caller } from '../../domain/access/access.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { HelperDetails, RegisteredDetails } from '../../store/cases/details.ts';
import type { Consents } from '../../store/consents/consents.ts';
import type { Submissions } from '../../store/cases/submissions.ts';
import type { ContactActs } from '../../store/outreach/contact-acts.ts';
import type { Contact, ContactRecords } from '../../store/outreach/contacts.ts';
import { requirePermission } from '../http/authentication.ts';
import type { SubmissionForm } from '../cases/submission/form.ts';
import type { ReceiveSubmission } from '../cases/submission/receive.ts';
import type { StartApplication } from '../temporal/workflow-starter.ts';
import { targetOf } from './contacts.ts';
import type { OutreachDesk } from './desk.ts';
import type { ContactApplicationForm } from './form.ts';

interface Dependencies {
  records: ContactRecords;
  acts: ContactActs;
  sealer: Sealer;
  clock: Clock;
  desk: OutreachDesk;
  receive: ReceiveSubmission;
  consents: Pick<Consents, 'carryOver'>;
  submissions: Pick<Submissions, 'underKey'>;
  start: StartApplication;
}

/** Without the disease, which whoever applies need not know. */
interface ContactReceipt {
  readonly submissionId: string;
  readonly receivedAt: Date;
  readonly caseId: string;
}

/** For the one disease of the contact. */
interface Received {
  readonly id: string;
  readonly receivedAt: Date;
  readonly cases: readonly { readonly id: string }[];
}

export type ApplyFromContact = ReturnType<typeof createContactApplications>;

/**
 * 主动办: the application that a contact leads to, filled in from what is held and received like any other. Once a
 * contact.
 */
export function createContactApplications({
  records,
  acts,
  sealer,
  clock,
  desk,
  receive,
  consents,
  submissions,
  start,
}: Dependencies) {
  return async function apply(id: string, form: ContactApplicationForm, caller: Caller): Promise<ContactReceipt> {
    const contact = await records.get(id);
    requirePermission('applyFromContact', caller, targetOf(contact));
    requirePermission('submitApplication', caller, { region: contact.region });
    const earlier = await submissions.underKey({ clientId: caller.subject, idempotencyKey: keyOf(id) });
    if (earlier) return close(contact, earlier, caller);
    const agreed = await desk.actable('applyFromContact', id, caller);
    const { submissionId, receivedAt, cases, starts } = await receive(filledIn(agreed, form), keyOf(id), caller);
    // Where this does not reach Temporal, the outbox does.
    await Promise.all(starts.map((input) => start(input).catch(() => undefined)));
    return close(contact, { id: submissionId, receivedAt, cases }, caller);
  };

  /** Also when an earlier call died between the receipt and this. */
  async function close(contact: Contact, received: Received, { subject }: Caller): Promise<ContactReceipt> {
    const { id: submissionId, receivedAt, cases } = received;
    const caseId = cases[0]!.id;
    const { personId, helper: agent } = contact;
    await consents.carryOver(contact.id, { personId, caseId, contactId: null, agent });
    await acts.close(contact.id, { because: 'applied', caseId }, clock.now(), subject);
    return { submissionId, receivedAt, caseId };
  }

  function filledIn(
    contact: Contact,
    { documents, institution, presence, ...applicant }: ContactApplicationForm,
  ): SubmissionForm {
    const { region, disease, insuranceType, cause, personSealed } = contact;
    const { idNumber, name, phone } = sealer.open(personSealed) as RegisteredDetails;
    const agent = agentOf(contact);
    return {
      region,
      insuranceType,
      channel: 'proactive',
      applicant: { idNumber, name, phone, ...applicant },
      ...(agent && { agent }),
      ...(presence && { presence }),
      diseases: [
        { disease, kind: cause === 'refused' ? 'reapplication' : 'initial', institution, documents, records: [] },
      ],
    };
  }

  /** Nobody, where the person came to the office. */
  function agentOf({ helperKind, helperSealed, consentSealed }: Contact): SubmissionForm['agent'] {
    if (!helperKind || !helperSealed || !consentSealed) return undefined;
    const { authorisation } = sealer.open(consentSealed) as { authorisation: string };
    return { kind: helperKind, ...(sealer.open(helperSealed) as HelperDetails), authorisation };
  }
}

function keyOf(contactId: string): string {
  return `contact ${contactId}`;
}
