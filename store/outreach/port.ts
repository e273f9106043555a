/** What outreach 主动办 asks of the registers and the record, and keeps there. */
import type { AssignedContact } from '../../domain/notices/contact-notice.ts';
import type { ContactCause, Overtaken } from '../../domain/outreach/contact.ts';
import type { KnownOfPerson, TreatmentRecord } from '../../domain/outreach/treated.ts';
import type { PlainDate } from '../../domain/plain-date.ts';
import type { InsuranceType } from '../../domain/policy/schema.ts';
import type { FoundTreatment } from './contacts.ts';
import type { ContactSince } from './since.ts';

export interface PoorPerson extends KnownOfPerson {
  readonly personId: string;
}

/** Whose treatments are asked for, since which day, and for which diagnoses: ICD-10 codes and ranges. */
export interface TreatmentQuestion {
  readonly personIds: readonly string[];
  readonly since: PlainDate;
  readonly diagnoses: readonly string[];
}

/** What hospitals have settled. */
export interface SettledTreatments {
  /**
   * By person the latest for each diagnosis; whoever has none is left out. Claims that were taken back do not count.
   */
  treatmentsOf(question: TreatmentQuestion): Promise<ReadonlyMap<string, readonly TreatmentRecord[]>>;
}

/** A person of one of the categories who was refused, and for whom nothing has been done since. */
export interface Refusal extends Pick<KnownOfPerson, 'categories'> {
  readonly caseId: string;
  readonly personId: string;
  readonly region: string;
  readonly disease: string;
  readonly sensitive: boolean;
  readonly insuranceType: InsuranceType;
  /** Under which it was decided. */
  readonly policyVersionId: string;
  readonly decidedOn: PlainDate;
}

export interface NewContact {
  readonly personId: string;
  readonly region: string;
  readonly disease: string;
  readonly sensitive: boolean;
  readonly insuranceType: InsuranceType;
  readonly cause: ContactCause;
  readonly found: FoundTreatment | null;
  readonly refusedCaseId: string | null;
  readonly policyVersionId: string;
}

/** Whom a page is about. */
export interface Among {
  readonly categories: readonly string[];
  /** The day on which they belong to one. */
  readonly on: PlainDate;
  /** Nothing that is older counts. */
  readonly since: PlainDate;
  /** The last id of the page before. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** A contact of whose assignment whoever helps has not heard yet. */
export interface UntoldContact extends AssignedContact {
  /** The how-manieth. */
  readonly assignment: number;
  readonly policyVersionId: string;
}

export interface ContactsToTell {
  /** Those that are open, in the order of their ids. */
  untold(after: string | undefined, limit: number): Promise<readonly UntoldContact[]>;
  /** Does nothing where the contact has been given to somebody again since. */
  recordTold(contactId: string, assignment: number, at: Date): Promise<void>;
}

export interface OutreachContacts {
  /** In the order of their ids. */
  poor(among: Among): Promise<readonly PoorPerson[]>;
  /** In the order of the cases' ids. */
  refusals(among: Among): Promise<readonly Refusal[]>;
  /**
   * One that is open for the person and disease already, or follows the refusal already, stays as it is. Returns how
   * many were opened.
   */
  open(contacts: readonly NewContact[], at: Date): Promise<number>;
  /** Those that are open, in the order of their ids. */
  openSince(after: string | undefined, limit: number): Promise<readonly ContactSince[]>;
  close(contactId: string, overtaken: Overtaken, at: Date): Promise<void>;
}
