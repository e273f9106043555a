import { DomainError } from '../errors.ts';
import { namedBy, nearestTo } from './disease-words.ts';
import { known } from './figure.ts';
import type { Disease, Figure, Policy } from './schema.ts';

/** By code, name or any wording that the documents use, however it is typed. */
export function findDisease(policy: Policy, name: string): Disease | undefined {
  const diseases = listedDiseases(policy);
  return diseases.find(({ code }) => code === name) ?? namedBy(name, diseases);
}

/**
 * @param where in the request the name stands
 * @throws DomainError DISEASE_NOT_LISTED, with those that may be meant
 */
export function getDisease(policy: Policy, name: string, where?: string): Disease {
  const disease = findDisease(policy, name);
  if (disease) return disease;
  const nearest = nearestTo(name, listedDiseases(policy)).map(({ code, names }) => ({ code, name: names.zh }));
  const meant = nearest.map((each) => `${each.name} ${each.code}`).join('; ');
  const hint = nearest.length > 0 ? `Is it one of: ${meant}?` : 'Name a disease of the region’s list.';
  throw new DomainError('DISEASE_NOT_LISTED', `${policy.pack} does not list the disease ${name}. ${hint}`, {
    params: { pack: policy.pack, disease: name, nearest },
    findings: where === undefined ? [] : [{ where, problem: 'no disease of the list', hint }],
    words: (text) =>
      nearest.length > 0
        ? text('diseases.nearest', { disease: name, nearest: meant })
        : text('diseases.notListed', { disease: name }),
  });
}

export function listedDiseases(policy: Policy): readonly Disease[] {
  const diseases = known(policy.diseases);
  return diseases === 'none' ? [] : Object.values(diseases);
}

/** The figures without which the region takes no application (PRACTICE, Opening a region); none of settlement. */
export function missingRecognitionFigures(policy: Policy): readonly Figure<unknown>[] {
  const { insuranceTypes, channels, benefitStart, diseases, institutions, refusal } = policy;
  return missing([
    insuranceTypes,
    channels,
    benefitStart,
    diseases,
    institutions,
    refusal.practicePublishedAt,
    ...queueFigures(policy),
    ...procedureFigures(policy),
  ]);
}

/** The figures without which this disease cannot be applied for. */
export function missingDiseaseFigures(policy: Policy, disease: Disease): readonly Figure<unknown>[] {
  const { procedure, sensitive, insuranceTypes, criteria, validity } = disease;
  return missing([procedure, sensitive, insuranceTypes, criteria, validity, ...clockFigures(policy, procedure.value)]);
}

/** What every case may need that the rules do not end: acceptance, supplements, and a place in the queues. */
function queueFigures({ acceptance, queues, homeVisit }: Policy): Figure<unknown>[] {
  const visits = homeVisit.triggers.value === null ? [] : [homeVisit.deadlineDays];
  return [...Object.values(acceptance), ...Object.values(queues), ...visits];
}

function procedureFigures(policy: Policy): Figure<unknown>[] {
  const diseases = policy.diseases.value === null ? [] : listedDiseases(policy);
  const inUse = new Set(diseases.map(({ procedure }) => procedure.value));
  return [...inUse].flatMap((procedure) => clockFigures(policy, procedure));
}

/** What the deadline of a procedure is computed from; loading made sure that the pack describes it. */
function clockFigures({ procedures }: Policy, procedure: Disease['procedure']['value']): Figure<unknown>[] {
  const { immediate, reviewChain, monthlyBatch } = procedures;
  switch (procedure) {
    case 'immediate':
      return immediate ? [immediate.officerDue, immediate.officeHours] : [];
    case 'reviewChain':
      return reviewChain ? [reviewChain.workingDays, reviewChain.steps] : [];
    case 'monthlyBatch':
      return monthlyBatch ? [monthlyBatch.roundsPerMonth] : [];
    default:
      return [];
  }
}

function missing(figures: readonly Figure<unknown>[]): readonly Figure<unknown>[] {
  return figures.filter(({ value }) => value === null);
}
