import { randomUUID } from 'node:crypto';
import type { Sealer } from '../../platform/sealing.ts';
import type { AgentDetails, PersonDetails } from '../../store/cases/details.ts';
import type { NewSubmission } from '../../store/cases/submissions.ts';
import { afterTheCall } from '../../store/outbox/message.ts';
import { referenceOf, rizhao, type Story } from './stories.ts';

const patient: PersonDetails = { idNumber: '990101190001010000', name: '示例患者', phone: '19900000001' };
const enteredBy = 'desk-1';

/** A submission of one case: a resident's tumour, unless the story differs. */
export function submissionOf(story: Story, receivedAt: Date, { seal }: Pick<Sealer, 'seal'>): NewSubmission {
  const { policy = rizhao, agent = null, personId = randomUUID(), papers = [], known: _known, ...differing } = story;
  const usual = {
    disease: 'malignantTumor',
    kind: 'initial',
    procedure: 'immediate',
    institution: 'demo-first-peoples-hospital',
    sensitive: false,
    treatingPhysician: null,
    recordsSealed: null,
  } as const;
  const applied = { ...usual, ...differing, id: randomUUID() };
  return {
    id: randomUUID(),
    clientId: enteredBy,
    enteredBy,
    idempotencyKey: randomUUID(),
    bodyHash: '',
    region: policy.region.code,
    channel: 'hospital',
    insuranceType: 'resident',
    personId,
    applicantSealed: seal(patient),
    agentSubject: null,
    agentPersonId: null,
    identity: 'ownToken',
    agentSealed: agent && seal(agent satisfies AgentDetails),
    policy: referenceOf(policy),
    receivedAt,
    startedBy: afterTheCall(receivedAt),
    cases: [applied],
    papers: papers.map((paper) => ({ ...paper, disease: applied.disease })),
  };
}
