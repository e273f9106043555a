/** 上门服务: a service for everybody whom the pack's triggers name, whatever becomes of the application (PRACTICE #3). */
import { inForce } from '../eligibility/rule.ts';
import type { ApplicationKind, Facts, Reason } from '../eligibility/verdict.ts';
import { addDays, type PlainDate } from '../plain-date.ts';
import { knownValue, stated } from '../policy/figure.ts';
import type { Policy } from '../policy/schema.ts';
import { localDay, endOfDay } from '../time-zone.ts';

interface Applied {
  readonly kind: ApplicationKind;
  readonly disease: string;
  /** The application says that the patient can hardly leave home 行动不便. */
  readonly limitedMobility: boolean;
}

/**
 * The first trigger that names the person: as declared, on a register that day, or by the disease. None where the pack
 * states no triggers, nor for whoever is recognised and only changes the institution.
 */
export function visitTrigger(
  { homeVisit, populations }: Policy,
  { kind, disease, limitedMobility }: Applied,
  { categories }: Pick<Facts, 'categories'>,
  on: PlainDate,
): string | undefined {
  if (kind === 'institutionChange') return undefined;
  return stated(homeVisit.triggers)?.find(
    (trigger) =>
      (limitedMobility && trigger === 'limitedMobility') ||
      categories.some((held) => held.category === trigger && inForce(held, on)) ||
      populations[trigger]?.diseases?.includes(disease),
  );
}

/**
 * Only seeing the patient can fill what neither records nor papers show; then, and only then, a decision waits for the
 * visit.
 */
export function needsExamination(open: readonly Reason[]): boolean {
  return open.some(({ code }) => code === 'evidenceMissing');
}

/** How often somebody who is not at home is called on. */
export const visitAttempts = 2;

/** Until when the visit is to be over, the day of the offer not counted. */
export function visitDue({ homeVisit }: Policy, offeredAt: Date): Date {
  return endOfDay(addDays(localDay(offeredAt), knownValue(homeVisit.deadlineDays)));
}
