import type { Channel, InsuranceType, RecordKind } from '../policy/schema.ts';
import type { PlainDate } from '../plain-date.ts';
import type { CaseIdentity } from '../case/identity.ts';

/** Why something is so, for a person to read through a locale file and for a program to branch on. */
export interface Reason {
  /** A key of `reasons` in the locale files. */
  readonly code: string;
  readonly clause: string;
  readonly params: Readonly<Record<string, string | number | readonly string[]>>;
}

/**
 * What the rules answer. They may approve, refuse for formal reasons, or hand over to an officer saying what is
 * open; a clinical refusal is never theirs (PRACTICE, Who decides).
 */
export type Verdict =
  | { readonly kind: 'approve'; readonly supersedes: readonly string[] }
  | { readonly kind: 'refuse'; readonly reasons: readonly Reason[] }
  | { readonly kind: 'handOver'; readonly open: readonly Reason[] };

/** What the rules left to people. */
export function openIn(verdict: Verdict | null): readonly Reason[] {
  return verdict?.kind === 'handOver' ? verdict.open : [];
}

/** One rule asked: what it saw, what it answered, and by which clause. */
export interface TraceStep {
  readonly rule: string;
  readonly clause: string;
  /** Where in the policy the rule's figure stands; empty for a settled practice without one. */
  readonly path: string;
  readonly saw: Readonly<Record<string, unknown>>;
  readonly answer: 'met' | 'refused' | 'open' | 'notAsked';
  readonly origin: 'pack' | 'overlay' | 'example';
}

export interface Assessed {
  readonly verdict: Verdict;
  readonly trace: readonly TraceStep[];
}

export type ApplicationKind = 'initial' | 'reapplication' | 'renewal' | 'transfer' | 'institutionChange';

/** The part of a case that the rules read. */
export interface Application {
  readonly region: string;
  readonly disease: string;
  readonly kind: ApplicationKind;
  readonly insuranceType: InsuranceType;
  readonly channel: Channel;
  /** How it is known for whom it was entered. */
  readonly identity: CaseIdentity;
  /** Chosen treating institution 选定. */
  readonly institution: string | null;
  readonly receivedOn: PlainDate;
}

/** A structured record of a hospital: only these can satisfy a criterion without an officer. */
export interface ClinicalRecord {
  readonly kind: RecordKind;
  readonly institution: string;
  readonly on: PlainDate;
  readonly icd10?: string;
  readonly items?: readonly { readonly code: string; readonly value?: number; readonly unit?: string }[];
  /** The registries, or the hospital that submitted the application through its own system. */
  readonly source: 'registry' | 'hospital';
}

interface Interval {
  readonly from: PlainDate;
  /** Last day, inclusive; absent = open. */
  readonly until?: PlainDate;
}

/** A recognition of the person by another case. */
export interface Recognised extends Interval {
  readonly disease: string;
  readonly region: string;
  /** Empty as long as it is not filed. */
  readonly filingNumber: string;
  readonly caseId?: string;
  /** The how-manieth of the person's approvals it was, from 1. */
  readonly turn?: number;
}

/** What the registries and the uploads said when the rules ran; stored sealed beside the verdict. */
export interface Facts {
  readonly person: {
    readonly known: boolean;
    readonly diedOn?: PlainDate;
    /** The register has another name for the identity number. */
    readonly nameDiffers?: true;
  };
  /** Of a case that nobody vouches for: the person has applied for the disease already. */
  readonly appliedForAlready?: true;
  readonly insurance: readonly ({ readonly type: InsuranceType; readonly region: string } & Interval)[];
  readonly categories: readonly ({ readonly category: string } & Interval)[];
  readonly records: readonly ClinicalRecord[];
  /** Recognitions already held. */
  readonly recognised: readonly Recognised[];
  /** What the person has applied for beside this, and nobody has decided yet. */
  readonly appliedFor?: readonly { readonly disease: string; readonly region: string }[];
  /** Evidence codes for which a paper was uploaded. */
  readonly papers: readonly { readonly evidence: string; readonly documentId: string }[];
}
