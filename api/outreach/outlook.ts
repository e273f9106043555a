import type { Caller } from '../../domain/access/access.ts';
import type { Sealer } from '../../platform/sealing.ts';
import type { RegisteredDetails } from '../../store/cases/details.ts';
import type { ContactRecords } from '../../store/outreach/contacts.ts';
import { requirePermission } from '../http/authentication.ts';
import type { Speaker } from '../http/speaker.ts';
import type { LookAhead } from '../cases/submission/outlook.ts';
import { targetOf } from './contacts.ts';

interface Dependencies {
  records: ContactRecords;
  sealer: Sealer;
  lookAhead: LookAhead;
  speak: Speaker;
}

export type LookAheadFromContact = ReturnType<typeof createContactOutlook>;

/** 预填 for whoever speaks with the person, and may learn the diagnosis. */
export function createContactOutlook({ records, sealer, lookAhead, speak }: Dependencies) {
  return async (id: string, caller: Caller, language: string | undefined) => {
    const contact = await records.get(id);
    requirePermission('readContactDiagnosis', caller, targetOf(contact));
    const { region, disease, insuranceType, personSealed } = contact;
    const { idNumber } = sealer.open(personSealed) as RegisteredDetails;
    const { policyVersionId, open, held, ...outlook } = await lookAhead({
      region,
      idNumber,
      insuranceType,
      disease,
      kind: 'initial',
    });
    const say = await speak(policyVersionId, disease, language);
    return { ...outlook, held: [...held], open: open.map((reason) => ({ ...reason, text: say(reason) })) };
  };
}
