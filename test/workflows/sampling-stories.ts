import type { Sampled } from '../../store/sampling/port.ts';
import type { Candidate } from '../../domain/sampling/draw.ts';
import { rizhao } from './stories.ts';

/** Four experts with nothing else to do. */
export const sampledRegister: Candidate[] = ['expert-1', 'expert-2', 'expert-3', 'expert-4'].map((subject) => ({
  subject,
  roles: ['expert'],
  specialties: ['cardiology'],
  institution: null,
  load: 0,
}));

/** A refusal, drawn and not put to anybody yet. */
export function sampledDecision(caseId: string): Sampled {
  return {
    drawId: '',
    caseId,
    seed: 'seed-1',
    region: 'rizhao',
    dueWorkingDays: 10,
    disease: 'hypertensionComplicated',
    institution: 'hospital-1',
    policyVersionId: rizhao.id,
    state: 'drawn',
    outcome: 'notRecognised',
    opinions: [],
    involved: [],
    judges: [],
    called: 0,
    wanted: 2,
    asked: [],
  };
}
