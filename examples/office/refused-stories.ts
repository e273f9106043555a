import { checkCharacter } from '../../domain/identity-number.ts';
import type { ExampleApplication } from '../format.ts';
import type { Office } from './office.ts';
import { approved, awaitingBatch, recordedCitizen, type Story } from './stories.ts';

/** What does not get past the counter: repeats, duplicates, and what the API refuses. */
export const refusedStories: readonly Story[] = [
  { times: 5, tell: sentTwice },
  { times: 3, tell: keyUsedAgain },
  { times: 6, tell: appliedTwice },
  { times: 3, tell: appliedTwiceElsewhere },
  { times: 4, tell: withoutProcedure },
  ...['银屑病', '甲状腺功能亢进', '青光眼', '痛风'].map((wording) => ({ times: 1, tell: notListed(wording) })),
  { times: 3, tell: withoutAgent },
  { times: 2, tell: unknownDocument },
  malformed('The check character of the identity number is wrong', ({ applicant }) => {
    const digits = applicant.idNumber.slice(0, 17);
    return { applicant: { ...applicant, idNumber: digits + (checkCharacter(digits) === '0' ? '1' : '0') } };
  }),
  malformed('A field that the form does not have', () => ({ urgent: true })),
  malformed('A channel that does not exist', () => ({ channel: 'telephone' })),
  malformed('No disease at all', () => ({ diseases: [] })),
  malformed('The same disease twice, in two wordings', () => ({
    diseases: [{ disease: '尿毒症透析' }, { disease: '肾透析' }],
  })),
  malformed('A patient sends structured records', ({ diseases }) => ({
    diseases: [
      {
        ...diseases[0],
        records: [{ kind: 'pathology', institution: 'demo-county-hospital', on: '2025-06-01', icd10: 'C34.1' }],
      },
    ],
  })),
  { times: 1, tell: recordsOfAnotherHospital },
  { times: 1, tell: unknownRegion },
  { times: 1, tell: officerOfAnotherRegion },
];

function clear(
  office: Office,
  note = 'Registered records meet the criteria: approved by the rules',
): ExampleApplication {
  const disease = 'malignantTumor';
  return office.apply(recordedCitizen(office, disease), {
    note,
    channel: 'mobile',
    diseases: [{ disease, expect: approved }],
  });
}

function sentTwice(office: Office): void {
  const first = clear(office);
  office.resubmit(first, { note: 'Sent again after a timeout: same key, same receipt', expect: { sameReceipt: true } });
}

function keyUsedAgain(office: Office): void {
  const first = clear(office);
  const changed = { ...first.submission, applicant: { ...first.submission.applicant, phone: '199-0000-9999' } };
  office.resubmit(first, {
    note: 'Same key, other body',
    submission: changed,
    expect: { error: 'IDEMPOTENCY_CONFLICT' },
  });
}

function appliedTwice(office: Office): void {
  const first = clear(office);
  const key = `${first.key}-again`;
  // Nobody learns from the answer what somebody else has applied for.
  const isVouchedFor = first.caller.role !== 'agent' && first.caller.role !== 'externalSystem';
  office.resubmit(
    first,
    isVouchedFor
      ? { key, note: 'Same person and disease again', expect: { error: 'DUPLICATE_APPLICATION' } }
      : { key, note: 'The same again, of somebody who may be a stranger: received like any other' },
  );
}

/** Through the app first and then at the window, in another wording, while the first still waits. */
function appliedTwiceElsewhere(office: Office): void {
  const disease = 'strokeSequelae';
  const person = recordedCitizen(office, disease);
  const asked = { disease, wording: '脑卒中后遗症', expect: awaitingBatch };
  office.apply(person, { note: 'Waits for the monthly round', channel: 'mobile', diseases: [asked] });
  office.apply(person, {
    note: 'The same at the window, in another wording',
    channel: 'window',
    diseases: [{ disease, wording: '脑血管病后遗症' }],
    error: 'DUPLICATE_APPLICATION',
  });
}

function withoutProcedure(office: Office): void {
  const disease = 'epilepsy';
  office.apply(recordedCitizen(office, disease), {
    note: 'Listed, but nobody has said who decides it',
    channel: 'window',
    diseases: [{ disease }],
    error: 'NO_PROCEDURE',
  });
}

function notListed(wording: string): (office: Office) => void {
  return (office) => {
    const person = office.citizen('coronaryHeartDisease');
    const asked = { disease: wording, wording, institution: 'demo-county-hospital' };
    office.apply(person, {
      note: 'Not in the list of this region',
      channel: 'online',
      diseases: [asked],
      error: 'DISEASE_NOT_LISTED',
    });
  };
}

function withoutAgent(office: Office): void {
  const disease = 'psychosis';
  office.apply(recordedCitizen(office, disease), {
    note: 'Proxy channel, and nobody named who acts',
    channel: 'proxy',
    diseases: [{ disease }],
    error: 'AGENT_NOT_AUTHORISED',
  });
}

function unknownDocument(office: Office): void {
  const first = clear(office, 'Names a document that was never uploaded');
  const documents = [{ evidence: 'pathologyReport', documentId: '00000000-0000-4000-8000-000000000000' }];
  const [asked] = first.submission.diseases;
  Object.assign(first.submission, { diseases: [{ ...asked, documents }] });
  first.expect = { error: 'DOCUMENT_UNKNOWN' };
}

function malformed(note: string, mistake: (submission: ExampleApplication['submission']) => object): Story {
  return {
    times: 1,
    tell: (office) => {
      const line = clear(office, note);
      Object.assign(line.submission, mistake(line.submission));
      line.expect = { error: 'INVALID_REQUEST' };
    },
  };
}

function recordsOfAnotherHospital(office: Office): void {
  const disease = 'malignantTumor';
  const person = office.citizen(disease);
  const records = [
    { kind: 'pathology', institution: 'demo-county-hospital', on: '2025-06-05', icd10: 'C50.9' },
  ] as const;
  const line = office.apply(person, {
    note: "A hospital sends another hospital's records",
    channel: 'hospital',
    diseases: [{ disease, records }],
    error: 'INVALID_REQUEST',
  });
  line.caller = {
    ...line.caller,
    subject: 'desk-demo-second-peoples-hospital',
    institution: 'demo-second-peoples-hospital',
  };
}

function unknownRegion(office: Office): void {
  const line = clear(office, 'A region that no pack covers');
  line.submission.region = 'atlantis';
  line.expect = { error: 'PACK_UNKNOWN' };
}

function officerOfAnotherRegion(office: Office): void {
  const line = clear(office, 'An officer of another region enters it');
  line.caller = { subject: 'window-officer-elsewhere', role: 'handlingOfficer', regions: ['xx-county'] };
  line.expect = { error: 'NOT_PERMITTED' };
}
