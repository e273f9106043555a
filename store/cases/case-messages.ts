import type { RecordKind } from '../../domain/policy/schema.ts';

/** What a message says beside codes; sealed in `CaseMessage.bodySealed`. */
export interface MessageBody {
  /** Records of the hospital that sent the message. */
  readonly records?: readonly SuppliedRecord[];
  /** Chosen treating institution. */
  readonly institution?: string | undefined;
  readonly documents?: readonly { readonly evidence: string; readonly documentId: string }[];
  /** Why an appeal is made. */
  readonly grounds?: string;
  /** Why an application is withdrawn. */
  readonly reason?: string | undefined;
  /** What an expert of a round asks the applicant for, beside what the rules miss. */
  readonly also?: readonly {
    readonly criterion: string;
    readonly evidence: string;
    readonly note?: string | undefined;
  }[];
}

interface SuppliedRecord {
  readonly kind: RecordKind;
  readonly institution: string;
  readonly on: string;
  readonly icd10?: string | undefined;
  readonly items?:
    | readonly { readonly code: string; readonly value?: number | undefined; readonly unit?: string | undefined }[]
    | undefined;
}
