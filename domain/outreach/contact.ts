/** 联系任务: somebody is to be spoken to about a disease, and what may come of it. */
import { actionTable } from '../access/action-table.ts';
import { DomainError } from '../errors.ts';

/** Treated for the disease and never recognised; or refused, and followed (D3-P §二(二)1). */
export const contactCauses = ['treated', 'refused'] as const;
export type ContactCause = (typeof contactCauses)[number];

/**
 * Where it was found that somebody was treated: in what the registers have of hospitals, or in claims that were
 * settled.
 */
export const treatmentSources = ['registers', 'claims'] as const;
export type TreatmentSource = (typeof treatmentSources)[number];

export const contactStates = ['open', 'closed'] as const;

/** Who helps without being family (PRACTICE, Agents). */
export const helperKinds = [
  'villageCommittee',
  'firstSecretary',
  'residentCadre',
  'helpResponsible',
  'familyDoctor',
] as const;
export type HelperKind = (typeof helperKinds)[number];

/** What whoever went there can say. `applied` is told by the application itself. */
export const contactReports = ['reached', 'notReached', 'wantsNone', 'diedOrMoved'] as const;
export type ContactReport = (typeof contactReports)[number];

export const contactResults = [...contactReports, 'applied'] as const;
export type ContactResult = (typeof contactResults)[number];

/** Why nobody is to be sought any more. */
export const contactClosings = ['wantsNone', 'diedOrMoved', 'applied', 'died', 'recognised'] as const;
export type ContactClosing = (typeof contactClosings)[number];

/** Why a report closes the contact; undefined where it stays open. */
export function closedBy(report: ContactReport): ContactClosing | undefined {
  return report === 'wantsNone' || report === 'diedOrMoved' ? report : undefined;
}

/** What has become of the person and the disease since the contact was opened. */
export interface Since {
  readonly died: boolean;
  /** The last case that was filed since, or that is open or recognised, wherever. */
  readonly case?: {
    readonly id: string;
    readonly region: string;
    readonly recognised: boolean;
    readonly isLater: boolean;
  };
}

export interface Overtaken {
  readonly because: ContactClosing;
  readonly caseId: string | null;
}

/**
 * Whether there is nothing left to seek the person out for: a death, a recognition elsewhere, an application of their
 * own.
 */
export function overtakenBy(region: string, { died, case: found }: Since): Overtaken | undefined {
  if (died) return { because: 'died', caseId: null };
  if (!found) return undefined;
  const isElsewhere = found.recognised && (found.region !== region || !found.isLater);
  return { because: isElsewhere ? 'recognised' : 'applied', caseId: found.id };
}

export interface ContactStanding {
  readonly state: string;
  /** The person agrees that somebody applies for them. */
  readonly consented: boolean;
}

const contactTable = actionTable('contact', ({ state }: ContactStanding) => state, {
  assignContact: ({ state }) => state === 'open',
  reportContact: ({ state }) => state === 'open',
  applyFromContact: ({ state, consented }) => state === 'open' && consented,
});

export const { actions: contactActions, permitted: permittedContactActions } = contactTable;

export type ContactAction = (typeof contactActions)[number];

/** @throws DomainError STATE_CONFLICT once it is closed, AGENT_NOT_AUTHORISED as long as the person has not agreed. */
export function checkPermittedContactAction(action: ContactAction, standing: ContactStanding): void {
  if (action === 'applyFromContact' && standing.state === 'open' && !standing.consented)
    throw new DomainError('AGENT_NOT_AUTHORISED', 'The person has not agreed to an application yet.');
  contactTable.check(action, standing);
}
