import type { Registered, Office } from './office.ts';
import { immediateDiseases } from './immediate-stories.ts';
import { approved, handedOver, notRecognised, recordedCitizen, usualChannel, type Story } from './stories.ts';

/** What the rules refuse, and what only looks like a second application. */
export const formalStories: readonly Story[] = [
  uninsured('Insurance lapsed', 5, {
    insurance: [{ type: 'resident', region: 'rizhao', from: '2016-01-01', until: '2024-12-31' }],
  }),
  uninsured('Insured in another region only', 4, {
    insurance: [{ type: 'resident', region: 'xx-county', from: '2019-01-01' }],
  }),
  uninsured('Never insured', 2, { insurance: [] }),
  { times: 3, tell: deceased },
  { times: 3, tell: appliesAgainAfterRefusal },
  buildsOnRecognition('renewal', 'Renewal of a recognition from before this office kept records here', 5),
  buildsOnRecognition('transfer', 'Moved here with a recognition of another region', 3),
  buildsOnRecognition('institutionChange', 'Change of institution of an earlier recognition', 3),
  { times: 2, tell: changesInstitution },
];

function uninsured(note: string, times: number, registered: Registered): Story {
  return {
    times,
    tell: (office) => {
      const disease = office.random.pick(immediateDiseases);
      const person = office.citizen(disease, registered);
      office.recorded(person, office.hospitals.records(disease, person.sex));
      const diseases = [{ disease, expect: notRecognised('notInsured') }];
      office.apply(person, { note, channel: usualChannel(office), insuranceType: 'resident', diseases });
    },
  };
}

function deceased(office: Office): void {
  const disease = office.random.pick(immediateDiseases);
  const person = office.citizen(disease, { diedOn: '2025-06-02' });
  office.recorded(person, office.hospitals.records(disease, person.sex));
  const note = 'The person died while the relatives gathered the papers';
  office.apply(person, {
    note,
    channel: 'proxy',
    agent: 'relative',
    diseases: [{ disease, expect: notRecognised('personDeceased') }],
  });
}

/** Re-application after refusal is none of the duplicates (PRACTICE, One submission). */
function appliesAgainAfterRefusal(office: Office): void {
  const disease = 'malignantTumor';
  const person = office.citizen(disease, { insurance: [{ type: 'resident', region: 'rizhao', from: '2012-01-01' }] });
  office.recorded(person, office.hospitals.records(disease, person.sex));
  office.apply(person, {
    note: 'Applied under the wrong insurance',
    channel: 'online',
    insuranceType: 'employee',
    diseases: [{ disease, expect: notRecognised('notInsured') }],
  });
  office.apply(person, {
    note: 'Applies again, under the right insurance',
    channel: 'window',
    diseases: [{ disease, kind: 'reapplication', expect: approved }],
  });
}

function buildsOnRecognition(kind: 'renewal' | 'transfer' | 'institutionChange', note: string, times: number): Story {
  return {
    times,
    tell: (office) => {
      const disease = office.random.pick(['malignantTumor', 'psychosis']);
      const diseases = [{ disease, kind, expect: handedOver('recognitionMissing') }];
      office.apply(recordedCitizen(office, disease), { note, channel: usualChannel(office), diseases });
    },
  };
}

/** The recognition counts from its decision on, though the benefit begins tomorrow. */
function changesInstitution(office: Office): void {
  const disease = 'renalDialysis';
  const person = recordedCitizen(office, disease);
  const first = { disease, institution: 'demo-county-hospital', expect: approved };
  office.apply(person, { note: 'Approved by the rules', channel: 'window', diseases: [first] });
  const change = {
    disease,
    kind: 'institutionChange',
    institution: 'demo-haemodialysis-centre',
    expect: approved,
  } as const;
  office.apply(person, { note: 'Wants dialysis nearer home: no duplicate', channel: 'window', diseases: [change] });
}
