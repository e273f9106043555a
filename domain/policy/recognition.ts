import { DomainError } from '../errors.ts';
import { known } from './figure.ts';
import type { Disease, Figure, Policy } from './schema.ts';

/** By code, name or any wording that the documents use. */
export function findDisease(policy: Policy, name: string): Disease | undefined {
  return listedDiseases(policy).find(
    (disease) => disease.code === name || disease.names.zh === name || disease.aliases.includes(name),
  );
}

/** @throws DomainError DISEASE_NOT_LISTED */
export function getDisease(policy: Policy, name: string): Disease {
  const disease = findDisease(policy, name);
  if (disease) return disease;
  throw new DomainError('DISEASE_NOT_LISTED', `${policy.pack} does not list the disease ${name}.`, {
    params: { pack: policy.pack, disease: name },
  });
}

export function listedDiseases(policy: Policy): readonly Disease[] {
  const diseases = known(policy.diseases);
  return diseases === 'none' ? [] : Object.values(diseases);
}

/** The figures without which the region takes no application (PRACTICE, Opening a region); none of settlement. */
export function missingRecognitionFigures(policy: Policy): readonly Figure<unknown>[] {
  const { insuranceTypes, channels, benefitStart, diseases, institutions } = policy;
  return missing([
    insuranceTypes,
    channels,
    benefitStart,
    diseases,
    institutions,
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
