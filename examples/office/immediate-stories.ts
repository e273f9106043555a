import type { Office } from './office.ts';
import { approved, comesWith, handedOver, recordedCitizen, usualChannel, type Story } from './stories.ts';

/** The four diseases that are decided at once [D3-C §二, D3-P §二(二)1]. */
export const immediateDiseases = ['malignantTumor', 'renalDialysis', 'transplantAntiRejection', 'psychosis'] as const;

export const clearStories: readonly Story[] = [
  registered('malignantTumor', 46),
  registered('renalDialysis', 22),
  registered('transplantAntiRejection', 9),
  registered('psychosis', 18),
  fromHospital('malignantTumor', 24),
  fromHospital('renalDialysis', 9),
  fromHospital('transplantAntiRejection', 4),
  fromHospital('psychosis', 5),
  { times: 1, tell: childWithGuardian },
  { times: 2, tell: recordsOfFormerHospital },
];

export const doubtfulStories: readonly Story[] = [
  onPaper('malignantTumor', 12),
  onPaper('renalDialysis', 5),
  onPaper('transplantAntiRejection', 3),
  onPaper('psychosis', 5),
  ...immediateDiseases.map((disease) => ({
    times: 2,
    tell: comesWith('Nothing supplied: one request lists all that may be', {
      disease,
      expect: handedOver('evidenceMissing'),
    }),
  })),
  { times: 2, tell: imagingAlone },
  { times: 3, tell: halfOnPaper },
  { times: 3, tell: withoutDialysisRecord },
  { times: 4, tell: wrongIssuer },
  { times: 2, tell: afterDesignationEnded },
  outsideRange('malignantTumor', 'D12.6', 4),
  outsideRange('renalDialysis', 'N18.3', 2),
  outsideRange('psychosis', 'F32.1', 3),
  { times: 4, tell: chose('No treating institution chosen', null, 'institutionNotChosen') },
  {
    times: 3,
    tell: chose(
      'Chose a health centre that may not treat it',
      'demo-township-health-centre',
      'institutionNotDesignated',
    ),
  },
  {
    times: 1,
    tell: chose(
      'Chose a hospital that is designated no more',
      'demo-former-workers-hospital',
      'institutionNotDesignated',
    ),
  },
  { times: 5, tell: unknownToRegistry },
];

function registered(disease: string, times: number): Story {
  return {
    times,
    tell: (office) => {
      const note = 'Registered records meet the criteria: approved by the rules';
      const person = recordedCitizen(office, disease);
      office.apply(person, { note, channel: usualChannel(office), diseases: [{ disease, expect: approved }] });
    },
  };
}

function fromHospital(disease: string, times: number): Story {
  return {
    times,
    tell: (office) => {
      const person = office.citizen(disease);
      const records = office.hospitals.records(disease, person.sex, office.hospitals.reviewing(disease));
      const note = "The hospital's own records meet the criteria: approved by the rules";
      office.apply(person, { note, channel: 'hospital', diseases: [{ disease, records, expect: approved }] });
    },
  };
}

function childWithGuardian(office: Office): void {
  const disease = 'malignantTumor';
  const institution = 'demo-first-peoples-hospital';
  const insurance = [{ type: 'resident', region: 'rizhao', from: '2018-09-01' }] as const;
  const person = office.citizen(disease, { ages: [7, 7], categories: [], insurance: [...insurance] });
  office.recorded(person, [{ kind: 'pathology', institution, on: '2025-05-19', icd10: 'C91.0' }]);
  office.apply(person, {
    note: 'A child with leukaemia, the guardian applies',
    channel: 'mobile',
    agent: 'guardian',
    diseases: [{ disease, institution, expect: approved }],
  });
}

function recordsOfFormerHospital(office: Office): void {
  const disease = 'malignantTumor';
  const person = office.citizen(disease);
  office.recorded(person, [
    { kind: 'pathology', institution: 'demo-former-workers-hospital', on: '2023-06-14', icd10: 'C16.9' },
  ]);
  office.apply(person, {
    note: 'The report is of a hospital that was designated then: it counts, however old',
    channel: 'window',
    diseases: [{ disease, expect: approved }],
  });
}

function onPaper(disease: string, times: number): Story {
  return {
    times,
    tell: (office) => {
      const expect = handedOver('paperToRead');
      comesWith('Papers only: an officer reads them', { disease, papers: office.papers(disease), expect })(office);
    },
  };
}

function imagingAlone(office: Office): void {
  const papers = [{ evidence: 'tumourImaging', file: 'imaging-report.jpg' }];
  const asked = { disease: 'malignantTumor', papers, expect: handedOver('paperToRead') };
  comesWith('No operation possible: imaging stands in for pathology', asked)(office);
}

function halfOnPaper(office: Office): void {
  const disease = 'renalDialysis';
  const person = office.citizen(disease);
  office.recorded(person, [
    { kind: 'diagnosis', institution: 'demo-county-hospital', on: '2025-02-11', icd10: 'N18.5' },
  ]);
  office.apply(person, {
    note: 'Diagnosis registered, the dialysis record is a photograph',
    channel: 'mobile',
    diseases: [
      {
        disease,
        papers: [{ evidence: 'haemodialysisRecord', file: 'treatment-record.jpg' }],
        expect: handedOver('paperToRead'),
      },
    ],
  });
}

function withoutDialysisRecord(office: Office): void {
  const disease = 'renalDialysis';
  const person = office.citizen(disease);
  office.recorded(person, [
    { kind: 'inpatientStay', institution: 'demo-second-peoples-hospital', on: '2025-04-03', icd10: 'N18.5' },
  ]);
  const asked = { disease, expect: handedOver('evidenceMissing') };
  office.apply(person, { note: 'Diagnosis registered, no dialysis yet', channel: 'window', diseases: [asked] });
}

function wrongIssuer(office: Office): void {
  const disease = 'malignantTumor';
  const person = office.citizen(disease);
  office.recorded(person, [
    { kind: 'pathology', institution: 'demo-township-health-centre', on: '2025-05-27', icd10: 'C18.7' },
  ]);
  const asked = { disease, expect: handedOver('evidenceMissing') };
  office.apply(person, {
    note: 'Pathology of a health centre that may not issue it',
    channel: usualChannel(office),
    diseases: [asked],
  });
}

function afterDesignationEnded(office: Office): void {
  const disease = 'malignantTumor';
  const person = office.citizen(disease);
  office.recorded(person, [
    { kind: 'pathology', institution: 'demo-former-workers-hospital', on: '2024-05-08', icd10: 'C34.1' },
  ]);
  const asked = { disease, expect: handedOver('evidenceMissing') };
  office.apply(person, { note: 'Report issued after the designation had ended', channel: 'window', diseases: [asked] });
}

function outsideRange(disease: string, icd10: string, times: number): Story {
  return {
    times,
    tell: (office) => {
      const person = office.citizen(disease);
      const institution = office.hospitals.reviewing(disease);
      office.recorded(person, [{ kind: 'inpatientStay', institution, on: '2025-05-16', icd10 }]);
      const asked = { disease, expect: handedOver('evidenceMissing') };
      office.apply(person, {
        note: `Diagnosis ${icd10} is outside the criteria`,
        channel: usualChannel(office),
        diseases: [asked],
      });
    },
  };
}

function chose(note: string, institution: string | null, because: string): (office: Office) => void {
  return (office) => {
    const disease = 'malignantTumor';
    const asked = { disease, institution, expect: handedOver(because) };
    office.apply(recordedCitizen(office, disease), { note, channel: usualChannel(office), diseases: [asked] });
  };
}

function unknownToRegistry(office: Office): void {
  const disease = office.random.pick(immediateDiseases);
  const asked = { disease, papers: office.papers(disease), expect: handedOver('personUnknown', 'paperToRead') };
  const note = 'Unknown to the registry: asked for, never refused';
  office.apply(office.stranger(disease), { note, channel: 'window', diseases: [asked] });
}
