/** Who applies for what, and what people do with it: a mix that the seed decides. */
import type { ExampleApplication, RegistryEntry } from '../../examples/format.ts';
import { county, type Person } from '../../examples/office/people.ts';
import { seeded, type Random } from '../../examples/office/random.ts';
import type { Stage } from '../../domain/case/stage.ts';
import { addDays, type PlainDate } from '../../domain/plain-date.ts';
import type { AnswerOutcome } from '../../domain/tasks/answers.ts';
import type { TaskKind } from '../../domain/tasks/kinds.ts';

export type Caller = ExampleApplication['caller'];

export interface Story {
  /** Idempotency-Key of everything that is said in it. */
  readonly key: string;
  readonly title: string;
  readonly applicant: Caller;
  readonly cast: Cast;
  readonly known: RegistryEntry;
  /** The body as it is sent, but for its paper. */
  readonly submission: Readonly<Record<string, unknown>> & { readonly diseases: readonly object[] };
  readonly plot: Plot;
  readonly random: Random;
}

/** What is done as the case goes on. */
export interface Plot {
  /** The paper that proves the disease. */
  readonly evidence: string;
  /** Sent along with the application; else supplied once it is asked for. */
  readonly sendsPaper?: boolean;
  /** How each kind of task is answered, each time it comes up; the last answer holds for all further times. */
  readonly answers?: Partial<Record<TaskKind, readonly AnswerOutcome[]>>;
  readonly withdrawsIn?: Stage;
  readonly takesBackFirstOpinion?: boolean;
  readonly appeals?: boolean;
}

interface Cast {
  readonly region: 'rizhao' | 'xx-county';
  readonly disease: string;
  /** Kind of the expenses for it, in claims. */
  readonly expenses: 'chronic' | 'special';
  readonly institution: string;
}

const tumour: Cast = {
  region: 'rizhao',
  disease: 'malignantTumor',
  expenses: 'special',
  institution: 'demo-first-peoples-hospital',
};
const nephritis: Cast = {
  region: 'xx-county',
  disease: 'chronicGlomerulonephritis',
  expenses: 'chronic',
  institution: 'xx-county-peoples-hospital',
};
const pathology = { kind: 'pathology', icd10: 'C34.9' } as const;

interface Outline extends Plot {
  readonly cast: Cast;
  /** Of the disease, at a hospital. */
  readonly recorded?: boolean;
  readonly uninsured?: boolean;
  /** How many of so many cases go like this. */
  readonly share: number;
}

const atOnce = { cast: tumour, evidence: 'pathologyReport' };
const readable = { ...atOnce, sendsPaper: true };
const chain = { cast: nephritis, evidence: 'inpatientRecord' };
const complete = { ...chain, sendsPaper: true };

const outlines: Readonly<Record<string, Outline>> = {
  'the rules approve': { ...atOnce, recorded: true, share: 4 },
  'the rules refuse, and so does an appeal': {
    ...atOnce,
    recorded: true,
    uninsured: true,
    appeals: true,
    share: 1,
    answers: { appealReview: ['notRecognised'] },
  },
  'an officer approves': { ...readable, answers: { officerDecision: ['approved'] }, share: 3 },
  'an officer refuses': { ...readable, answers: { officerDecision: ['notRecognised'] }, share: 1 },
  'an officer refuses, an appeal succeeds': {
    ...readable,
    appeals: true,
    share: 2,
    answers: { officerDecision: ['notRecognised'], appealReview: ['approved'] },
  },
  'an officer asks, the paper comes': {
    ...atOnce,
    share: 3,
    answers: { officerDecision: ['supplementRequested', 'approved'] },
  },
  'an officer asks, the applicant withdraws': {
    ...atOnce,
    withdrawsIn: 'awaitingSupplement',
    share: 1,
    answers: { officerDecision: ['supplementRequested'] },
  },
  'an officer does not take it up': { ...atOnce, answers: { officerDecision: ['notAccepted'] }, share: 1 },
  'withdrawn while an officer has it': { ...readable, withdrawsIn: 'awaitingOfficer', share: 1 },
  'the chain approves': {
    ...complete,
    share: 4,
    answers: { departmentReview: ['recommended'], confirmation: ['approved'] },
  },
  'the chain returns it once': {
    ...complete,
    share: 2,
    answers: { departmentReview: ['notRecommended', 'recommended'], confirmation: ['returned', 'approved'] },
  },
  'the department takes its opinion back': {
    ...complete,
    takesBackFirstOpinion: true,
    share: 2,
    answers: { departmentReview: ['recommended', 'notRecommended'], confirmation: ['notRecognised'] },
  },
  'the chain asks at the desk': {
    ...chain,
    share: 2,
    answers: { deskAcceptance: ['supplementRequested'], departmentReview: ['recommended'], confirmation: ['approved'] },
  },
  'the chain asks after acceptance': {
    ...chain,
    share: 1,
    answers: {
      deskAcceptance: ['accepted'],
      departmentReview: ['supplementRequested', 'recommended'],
      confirmation: ['approved'],
    },
  },
  'the chain refuses, an appeal succeeds': {
    ...complete,
    appeals: true,
    share: 1,
    answers: { departmentReview: ['notRecommended'], confirmation: ['notRecognised'], appealReview: ['approved'] },
  },
  'the desk does not take it up': { ...chain, answers: { deskAcceptance: ['notAccepted'] }, share: 1 },
  'withdrawn before confirmation': {
    ...complete,
    withdrawsIn: 'awaitingConfirmation',
    share: 1,
    answers: { departmentReview: ['recommended'] },
  },
};

const deck = Object.entries(outlines).flatMap(([title, { share }]) => Array<string>(share).fill(title));

export function storiesOf(count: number, seed: number, today: PlainDate): Story[] {
  const random = seeded(seed);
  const people = county(random, today);
  return Array.from({ length: count }, (_, index) => {
    const title = deck[(index * 7) % deck.length]!; // every outline comes up early, in a mixed order
    const person = people.person([40, 80]);
    const helper = random.chance(0.25) ? people.helper() : undefined;
    return story(`chaos-${seed}-${index}`, title, { person, helper }, today, seeded(seed + index + 1));
  });
}

interface People {
  readonly person: Person;
  readonly helper: { name: string; phone: string } | undefined;
}

function story(key: string, title: string, { person, helper }: People, today: PlainDate, random: Random): Story {
  const { cast, recorded = false, uninsured = false, share: _share, ...plot } = outlines[title]!;
  const { idNumber, name, phone, village, birthDate } = person;
  const { region, institution, disease } = cast;
  const agent = { ...helper, kind: 'villageCommittee', authorisation: '示例村委会授权' };
  return {
    key,
    title,
    plot,
    random,
    cast,
    applicant: { subject: `${key}-applicant`, role: 'applicant', regions: [region] },
    known: {
      idNumber,
      name,
      village,
      birthDate,
      insurance: uninsured ? [] : [{ type: 'resident', region, from: '2020-01-01' }],
      categories: [],
      records: recorded ? [{ ...pathology, institution, on: addDays(today, -90) }] : [],
    },
    submission: {
      region,
      channel: helper ? 'assisted' : 'mobile',
      insuranceType: 'resident',
      applicant: { idNumber, name, phone },
      ...(helper && { agent }),
      diseases: [{ disease, institution }],
    },
  };
}
