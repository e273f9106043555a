import type { Asked, Office } from './office.ts';
import {
  approved,
  awaitingBatch,
  comesWith,
  incomplete,
  notRecognised,
  recordedCitizen,
  usualChannel,
  type Story,
} from './stories.ts';

/** How many of each came, complete: they wait for the monthly round [D3-P §二(二)1]. */
const month = {
  hypertensionComplicated: 16,
  diabetesComplicated: 14,
  coronaryHeartDisease: 9,
  strokeSequelae: 9,
  chronicObstructivePulmonaryDisease: 6,
  rheumatoidArthritis: 5,
  systemicLupusErythematosus: 3,
  parkinsonsDisease: 4,
  pulmonaryTuberculosis: 3,
  drugResistantTuberculosis: 2,
  chronicHepatitisB: 4,
  liverCirrhosis: 3,
} as const;

const common = ['hypertensionComplicated', 'diabetesComplicated', 'coronaryHeartDisease', 'strokeSequelae'] as const;

export const batchStories: readonly Story[] = [
  ...Object.entries(month).map(([disease, times]) => ({ times, tell: complete(disease) })),
  { times: 16, tell: onPaper },
  {
    times: 4,
    tell: (office) =>
      comesWith('Nothing supplied yet: waits for acceptance', {
        disease: office.random.pick(common),
        expect: incomplete('evidenceMissing'),
      })(office),
  },
  { times: 2, tell: sugarTooLow },
  { times: 3, tell: lapsed },
  {
    times: 2,
    tell: follows(
      'Both forms of tuberculosis: one excludes the other',
      'pulmonaryTuberculosis',
      'drugResistantTuberculosis',
    ),
  },
  { times: 2, tell: follows('Cirrhosis takes the place of hepatitis B', 'chronicHepatitisB', 'liverCirrhosis') },
  { times: 10, tell: together('hypertensionComplicated', 'diabetesComplicated') },
  { times: 4, tell: together('malignantTumor', 'hypertensionComplicated') },
  { times: 2, tell: together('renalDialysis', 'hypertensionComplicated', 'diabetesComplicated') },
];

function complete(disease: string): (office: Office) => void {
  return (office) => {
    const note = 'Records complete: waits for the monthly round';
    if (!office.random.chance(0.35)) {
      const diseases = [{ disease, expect: awaitingBatch }];
      return void office.apply(recordedCitizen(office, disease), { note, channel: usualChannel(office), diseases });
    }
    const person = office.citizen(disease);
    const records = office.hospitals.records(disease, person.sex, office.hospitals.reviewing(disease));
    office.apply(person, { note, channel: 'hospital', diseases: [{ disease, records, expect: awaitingBatch }] });
  };
}

function onPaper(office: Office): void {
  const asked: Asked = { disease: office.random.pick(common), expect: { ...awaitingBatch, because: ['paperToRead'] } };
  comesWith('Papers only: the round reads them', { ...asked, papers: office.papers(asked.disease) })(office);
}

function sugarTooLow(office: Office): void {
  const disease = 'diabetesComplicated';
  const person = office.citizen(disease);
  const institution = 'demo-county-hospital';
  office.recorded(person, [
    { kind: 'inpatientStay', institution, on: '2025-03-21', icd10: 'E11.4' },
    { kind: 'laboratory', institution, on: '2025-03-22', items: [{ code: 'hba1c', value: 6.1, unit: '%' }] },
  ]);
  const note = 'Glycated haemoglobin below the criterion: waits for acceptance';
  office.apply(person, { note, channel: 'window', diseases: [{ disease, expect: incomplete('evidenceMissing') }] });
}

function lapsed(office: Office): void {
  const disease = office.random.pick(common);
  const insurance = [{ type: 'resident', region: 'rizhao', from: '2014-01-01', until: '2024-12-31' }] as const;
  const person = office.citizen(disease, { insurance: [...insurance] });
  const diseases = [{ disease, expect: notRecognised('notInsured') }];
  office.apply(person, { note: 'Insurance lapsed: refused before the round', channel: 'window', diseases });
}

function follows(note: string, first: string, second: string): (office: Office) => void {
  return (office) => {
    const person = recordedCitizen(office, first);
    office.recorded(person, office.hospitals.records(second, person.sex));
    for (const disease of [first, second]) {
      office.apply(person, { note, channel: 'window', diseases: [{ disease, expect: awaitingBatch }] });
    }
  };
}

function together(...diseases: readonly string[]): (office: Office) => void {
  return (office) => {
    const [first, ...others] = diseases;
    const person = recordedCitizen(office, first!);
    for (const disease of others) office.recorded(person, office.hospitals.records(disease, person.sex));
    const asked = diseases.map((disease) => ({ disease, expect: disease in month ? awaitingBatch : approved }));
    office.apply(person, {
      note: 'Several diseases in one submission, one case each',
      channel: usualChannel(office),
      diseases: asked,
    });
  };
}
