/** The cases of a run, each with the visits whose claims come in beside it. */
import { randomUUID } from 'node:crypto';
import { seeded } from '../../examples/office/random.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import { lookupId } from '../../platform/sealing.ts';
import type { Life } from './people.ts';
import { visitOf, type Patient, type Visit } from './visits.ts';

export interface Course {
  readonly life: Life;
  readonly visits: readonly Visit[];
}

interface Plan {
  readonly claims: number;
  readonly seed: number;
}

/** Of those who are in no case, so many claims are for one person. */
const claimsOfOne = 12;

/** About half of the claims are for the applicants, by the disease that they apply for. */
export function coursesOf(
  lives: readonly Life[],
  { claims, seed }: Plan,
  today: PlainDate,
  lookupKey: string,
): Course[] {
  const random = seeded(seed - 1); // the cases take the seeds from this one on
  const others = Array.from({ length: Math.ceil(claims / 2 / claimsOfOne) }, () => somebody(random.chance(0.5)));
  return lives.map((life, index) => {
    const [first, next] = [index, index + 1].map((each) => Math.floor((each * claims) / lives.length));
    const numbers = Array.from({ length: next! - first! }, (_, ordinal) => String(first! + ordinal));
    const patient = () => (random.chance(0.5) ? applicantIn(life, lookupKey) : random.pick(others));
    return { life, visits: numbers.map((number) => visitOf(patient(), number, today, random)) };
  });
}

/** Insured, and treated for nothing that needs a recognition. */
export function somebody(isPoor: boolean): Patient {
  return {
    personRef: randomUUID(),
    region: 'rizhao',
    institution: 'demo-county-hospital',
    populations: isPoor ? ['extremelyPoor'] : [],
  };
}

function applicantIn(life: Life, lookupKey: string): Patient {
  const {
    cast: { region, institution, disease, expenses: kind },
    known,
  } = life.story;
  const isRecognised = () => (life.isOver ? life.outcome === 'approved' : undefined);
  const personRef = lookupId(lookupKey, known.idNumber);
  return { personRef, region, institution, populations: [], applied: { disease, kind, isRecognised } };
}
