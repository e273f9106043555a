import { DomainError } from '../../domain/errors.ts';
import { plainDate, type PlainDate } from '../../domain/plain-date.ts';
import type { InsuranceType, Policy } from '../../domain/policy/schema.ts';
import { needsRecognition, type Line } from '../../domain/settlement/claim.ts';
import { askedPopulations, type PersonOnDay, type Rules } from '../../domain/settlement/person.ts';
import type { ClaimRequest } from './contract/claims.ts';
import type { WhyNot } from './contract/persons.ts';
import { requireCovered, requireOnRegister } from './coverage.ts';
import type { Known } from './facts-rows.ts';
import type { Policies } from './policies.ts';
import { inForceOn } from './standing.ts';

interface Interval {
  readonly from: string;
  readonly until?: string | null | undefined;
}

/**
 * What a line of a claim is settled by on its day: the packs in force, and the person as registers and offices have
 * them. Everything is asked for that day, whatever the provider says.
 * @throws DomainError PACK_UNKNOWN, NOT_COVERED
 */
export function rulesFor(known: Known, request: ClaimRequest, lines: readonly Line[], of: Visited): Rules {
  const { region } = request;
  const { day, institution, policies } = of;
  const insured = policies.ofRegion(region, day);
  const elsewhere = recordOn(known, 'household', day)?.householdRegion;
  const household = elsewhere ? policies.ofRegion(elsewhere, day) : insured;
  requireAlive(known, day);
  const local = request.place.where === 'local';
  if (local) requireOnRegister(insured, institution, day);
  const diseases = lines
    .filter((line) => line.servedOn === day && needsRecognition(line))
    .map(({ disease }) => disease!);
  const insuranceType = insuranceTypeOn(known, region, day);
  const where = { institution, on: day, local, insuranceType };
  for (const disease of new Set(diseases)) requireCovered(known.entitlements, { ...where, disease }, insured);
  if (!insuranceType) throw notCovered(day, known.statement?.insurance ? 'notInsured' : 'insuranceUnknown');
  const asked = new Set([...askedPopulations(insured), ...askedPopulations(household)]);
  const populations = populationsOn(known, insured, day).filter((code) => asked.has(code));
  return { insured, household, person: { ...onRecord(known, day), insuranceType, populations } };
}

interface Visited {
  readonly day: PlainDate;
  readonly institution: string;
  readonly policies: Policies;
}

/** Marked by a register, or by a recognition where the pack says that whoever has the disease belongs to it. */
export function populationsOn(known: Known, { populations }: Policy, day: PlainDate): string[] {
  const marked = (known.statement?.categories ?? []).filter((held) => holds(held, day)).map(({ category }) => category);
  const recognised = recognisedOn(known, day);
  const implied = Object.entries(populations).flatMap(([code, { diseases }]) =>
    diseases?.some((disease) => recognised.includes(disease)) ? [code] : [],
  );
  return [...new Set([...marked, ...implied])].toSorted();
}

function onRecord(known: Known, day: PlainDate): Omit<PersonOnDay, 'insuranceType' | 'populations'> {
  const hardship = recordOn(known, 'hardship', day);
  return {
    recognised: recognisedOn(known, day),
    assistanceGranted: recordOn(known, 'assistance', day) !== undefined,
    residentElsewhere: recordOn(known, 'residenceElsewhere', day) !== undefined,
    hardship: hardship && { record: hardship.number, reduction: Number(hardship.reduction) },
  };
}

/** Of several the one that began last. */
function recordOn({ records }: Known, kind: Known['records'][number]['kind'], day: PlainDate) {
  return records.findLast((record) => record.kind === kind && holds(record, day));
}

function recognisedOn({ entitlements }: Known, day: PlainDate): string[] {
  const held = entitlements.filter((entitlement) => inForceOn(entitlement, day)).map(({ disease }) => disease);
  return [...new Set(held)].toSorted();
}

/**
 * As the register of insurance has it, of several the one that began last; where nothing was told of the person, as the
 * recognitions in force say that were filed.
 */
function insuranceTypeOn(known: Known, region: string, day: PlainDate): InsuranceType | undefined {
  const { statement, entitlements } = known;
  if (statement?.insurance) {
    const held = statement.insurance.filter((each) => each.region === region && holds(each, day));
    return held.toSorted((a, b) => (`${a.from} ${a.type}` < `${b.from} ${b.type}` ? -1 : 1)).at(-1)?.type;
  }
  const types = entitlements.flatMap((entitlement) => inForceOn(entitlement, day)?.insuranceType ?? []);
  return types.toSorted().at(-1) as InsuranceType | undefined;
}

function requireAlive({ statement }: Known, day: PlainDate): void {
  if (statement?.bornOn && day < statement.bornOn) throw notCovered(day, 'notBorn');
  if (statement?.diedOn && statement.diedOn < day) throw notCovered(day, 'died');
}

function holds({ from, until }: Interval, day: string): boolean {
  return from <= day && (!until || day <= until);
}

function notCovered(on: string, why: WhyNot): DomainError {
  return new DomainError('NOT_COVERED', `On ${on} the person is not covered: ${why}.`, { params: { on, why } });
}

/** Distinct days of a claim's lines, in their order. */
export function daysOf({ lines, servedOn }: Pick<ClaimRequest, 'lines' | 'servedOn'>): PlainDate[] {
  return [...new Set(lines.map((line) => line.servedOn ?? servedOn))].toSorted().map(plainDate);
}
