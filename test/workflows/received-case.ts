import { randomUUID } from 'node:crypto';
import type { StoredCase } from '../../store/cases/port.ts';
import type { Policy } from '../../domain/policy/schema.ts';

/** A case as it stands once it has been received: a resident's tumour, unless it differs. */
export function receivedCase(
  policy: Policy,
  receivedAt: Date,
  change: Partial<StoredCase> & Pick<StoredCase, 'contacts'>,
): StoredCase {
  return {
    id: randomUUID(),
    personId: randomUUID(),
    region: policy.region.code,
    disease: 'malignantTumor',
    sensitive: false,
    kind: 'initial',
    insuranceType: 'resident',
    institution: 'demo-first-peoples-hospital',
    procedure: 'immediate',
    channel: 'hospital',
    policyVersionId: policy.id,
    receivedAt,
    opening: 0,
    reopenedAt: null,
    majorPriority: null,
    minorPriority: null,
    status: 'received',
    runId: null,
    decision: null,
    filingNumber: null,
    handbookNumber: null,
    recognitionState: null,
    records: [],
    papers: [],
    ...change,
  };
}
