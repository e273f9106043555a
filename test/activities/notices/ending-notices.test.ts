import { expect, test } from 'vitest';
import { createNoticeActivities } from '../../../activities/notices/notice-activities.ts';
import type { CaseWrite } from '../../../store/cases/case-writes.ts';
import type { CaseStore, StoredCase } from '../../../store/cases/port.ts';
import type { Effect } from '../../../store/subjects/effects.ts';
import type { Decision } from '../../../domain/case/decision.ts';
import type { NoticeMessage } from '../../../domain/notices/message.ts';
import { texts } from '../../../platform/texts.ts';
import { approved, patient, refusedFor, region, tumourCase } from '../../domain/notices/examples.ts';

interface Ended {
  ending: string;
  reason?: string;
}

/** Tells how a case ended whose record is this. */
async function ended(result: Ended, decision: Decision | null = null, note?: string) {
  const found = {
    ...tumourCase,
    policyVersionId: region.id,
    contacts: { patient, agent: null },
    decision,
  } as unknown as StoredCase;
  const accepted: NoticeMessage[] = [];
  const effects: Effect<object, CaseWrite>[] = [];
  const store = {
    resultOf: async () => result,
    noteToPatient: async () => note,
    effect: async (_case: string, _key: string, act: (found: StoredCase) => Promise<Effect<object, CaseWrite>>) =>
      effects.push(await act(found)),
  } as unknown as CaseStore;
  const policies = { get: async () => region };
  const notifier = {
    accept: async (_key: string, message: NoticeMessage) => {
      accepted.push(message);
      return { messageId: 'm', acceptedAt: new Date(0) };
    },
  };
  const registry = { contactOf: async () => undefined };
  const activities = createNoticeActivities({ store, policies, notifier, registry, texts });
  await activities.sendEndingNotices({ caseId: tumourCase.id, opening: 0, at: '2026-12-01T00:00:00.000Z' });
  const [message] = accepted;
  const columns = effects[0]!.writes!.map((write) => write.columns?.(() => new Uint8Array()));
  const { stage } = Object.assign({}, ...columns) as { stage?: string };
  return { template: message!.template, body: message!.channels.slip.body.join(''), stage };
}

const refused = refusedFor({
  code: 'criterionNotMet',
  clause: 'D3-P §三(三)',
  params: { criterion: 'diagnosisConfirmed' },
});

test.each<[story: string, result: Ended, decision: Decision | null, template: string, says: string, stage: string]>([
  [
    'what is not accepted says why',
    { ending: 'notAccepted', reason: 'identityNotProven' },
    null,
    'notAccepted',
    '未能核实申请人的身份',
    'ended',
  ],
  ['what lapsed can be taken up again', { ending: 'lapsed' }, null, 'lapsed', '补齐所缺材料后即恢复办理', 'ended'],
  [
    'what was withdrawn can be asked for again',
    { ending: 'withdrawn' },
    null,
    'withdrawn',
    '撤回不影响以后再次申请',
    'ended',
  ],
  [
    'of a withdrawn appeal the refusal stands',
    { ending: 'withdrawn' },
    refused,
    'appealWithdrawn',
    '原决定继续有效',
    'closed',
  ],
  ['a death is told to the family', { ending: 'personDied' }, null, 'personDied', '示例甲的家属', 'ended'],
  ['also during an appeal', { ending: 'personDied' }, approved, 'personDied', '示例甲的家属', 'closed'],
])('%s', async (_story, result, decision, template, says, stage) => {
  const told = await ended(result, decision);
  expect(told).toMatchObject({ template, stage });
  expect(told.body).toContain(says);
});

test('what somebody adds for the patient stands beside the reason, as a note', async () => {
  const result = { ending: 'notAccepted', reason: 'identityNotProven' };
  const { body } = await ended(result, null, '请持原件到窗口');
  expect(body).toContain('经办人员附言（不是决定的理由）：请持原件到窗口');
});
