import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reason } from '../../../domain/eligibility/reason.ts';
import type { Recipients } from '../../../domain/notices/message.ts';
import { decisionNotices } from '../../../domain/notices/decision-notices.ts';
import { receiptNotices } from '../../../domain/notices/receipt-notices.ts';
import { plainDate } from '../../../domain/plain-date.ts';
import { appealBy } from '../../../domain/deadlines/deadlines.ts';
import { texts } from '../../../platform/texts.ts';
import { none, policyWith, stated } from '../eligibility/examples.ts';
import {
  agent,
  approved,
  disorderCase,
  patient,
  publicWordsOf,
  recipients,
  refusedFor,
  region,
  telling,
  told,
  tumourCase,
  wordsOf,
} from './examples.ts';

const notInsured = reason('notInsured', 'PRACTICE #4', { insuranceType: 'resident' });
const notMet = reason('criterionNotMet', 'D3-P §三(三)', { criterion: 'diagnosisConfirmed' });
const alone = { patient, agent: null };

describe('an approval', () => {
  it('tells the patient what was recognised, from when, under which number and where', () => {
    const [message] = told({ recipients: alone });
    expect(message).toEqual({
      caseRef: tumourCase.id,
      template: 'approved',
      purpose: 'decision',
      required: true,
      language: 'zh-CN',
      recipient: { role: 'patient', ref: tumourCase.personId, ...patient },
      channels: {
        sms: {
          text:
            '示例甲：您于2026年11月22日提出的门诊慢特病（恶性肿瘤）待遇认定申请已予认定，' +
            '自2026年11月23日起享受待遇，备案号EXAMPLE-2026-00000001。【示例市医疗保障经办机构】',
        },
        slip: {
          office: '示例市医疗保障经办机构',
          title: '门诊慢特病待遇认定结果告知单',
          body: [
            '示例甲：',
            '您于2026年11月22日提出的门诊慢特病（恶性肿瘤）待遇认定申请，经审核符合认定条件，予以认定。',
            '待遇自2026年11月23日起享受，长期有效。',
            '待遇认定已经备案，备案号：EXAMPLE-2026-00000001。',
            '选定的定点医疗机构：示例市第一人民医院。',
            '示例市医疗保障经办机构',
          ],
          envelope: '示例甲 收\n示例市医疗保障经办机构 寄',
        },
        email: { subject: '门诊慢特病待遇认定结果告知单', text: expect.stringContaining('予以认定') as string },
        inApp: { title: '门诊慢特病待遇认定结果告知单', body: message!.channels.slip.body },
      },
      fallback: [],
    });
  });

  it('names the last day of a benefit that ends', () => {
    const decision = { ...approved, benefitUntil: plainDate('2028-11-22') };
    expect(wordsOf(told({ about: { ...tumourCase, decision } })[0]!)).toContain('有效期至2028年11月22日');
  });

  it('speaks English to those who prefer it', () => {
    const [message] = told({ recipients: { patient: { ...patient, language: 'en' }, agent: null } });
    expect(message!.channels.slip.body).toContain('The benefit starts on November 23, 2026 and has no end date.');
  });

  it('is not told before it is filed', () => {
    expect(() => told({ about: { ...tumourCase, filingNumber: null } })).toThrow(
      expect.objectContaining({ code: 'STATE_CONFLICT' }),
    );
  });
});

describe('a refusal 不予认定', () => {
  const about = { ...tumourCase, decision: refusedFor(notInsured, notMet), filingNumber: null };
  const slip = (policy = region) => told({ about, policy, recipients: alone })[0]!.channels.slip.body;

  it('tells each reason with its basis, what may be supplied, and how to have it reviewed', () => {
    expect(slip()).toEqual([
      '示例甲：',
      '您于2026年11月22日提出的门诊慢特病（恶性肿瘤）待遇认定申请，经审核，目前不予认定。理由和后续办法告知如下。',
      '理由1：未查到申请人在本地正常参加城乡居民基本医疗保险的记录。（依据：经办机构办理规程（公布于公示栏））',
      '理由2：未达到准入标准“确诊恶性肿瘤”。（依据：《示例》§三(三)）',
      '恢复正常参保后可以重新申请；参保信息如有误，可以提供参保缴费凭证核对。',
      '如有新的材料，可以补充：出院记录；以及病理报告或影像报告。',
      '材料补齐或者情况变化后，可以随时重新申请。',
      '对本决定有异议的，可以申请异议复核；申请的期限和办法，请向示例市医疗保障经办机构咨询。',
      '依法可以申请行政复议的，可以自知道本决定之日起60日内提出（至少到2027年1月21日）；依法可以提起行政诉讼的，可以自知道之日起6个月内提出（至少到2027年5月22日）。',
      '示例市医疗保障经办机构',
    ]);
  });

  it.each([
    ['the days that the policy states', stated(60), '自收到本告知单之日起60日内（至少到2027年1月21日）'],
    ['no limit where there is none', none, '可以随时向示例市医疗保障经办机构申请异议复核'],
  ])('gives %s for asking for a review', (_story, appealDays, expected) => {
    expect(slip(policyWith({ appealDays })).join()).toContain(expected);
  });

  it('names the last day that the engine would take an appeal on, had it been received as it was decided', () => {
    const policy = policyWith({ appealDays: stated(60) });
    const { decidedAt } = about.decision;
    expect(appealBy(policy, new Date(decidedAt))).toEqual(new Date('2027-01-21T24:00:00+08:00'));
    expect(slip(policy).join()).toContain('至少到2027年1月21日');
  });

  it('made on an appeal cannot be appealed again; the law’s own remedies stay', () => {
    const [message] = decisionNotices({ about, policy: region, recipients: alone, texts }, { appealed: true });
    expect(message!.channels.slip.body.join()).not.toContain('异议复核');
    expect(message!.channels.slip.body.join()).toContain('行政复议');
  });

  it('shows what the officer adds for the patient as a note, and to nobody who may not know the diagnosis', () => {
    const [toPatient, toAgent] = told({ about, recipients: { patient, agent }, note: '请带齐病历' });
    expect(toPatient!.channels.slip.body).toContain('经办人员附言（不是决定的理由）：请带齐病历');
    expect(JSON.stringify([toPatient!.channels.sms, toAgent!.channels])).not.toContain('请带齐病历');
  });

  it('goes to the family when the patient has died', () => {
    const died = refusedFor(reason('personDeceased', 'PRACTICE, Continuity', {}));
    const [message] = told({ about: { ...about, decision: died }, recipients: alone });
    expect(message!.channels.slip.body.slice(0, 2).join('')).toMatch(/^示例甲的家属：以示例甲名义/);
  });
});

describe('a receipt', () => {
  it('says that the application arrived and its number', () => {
    const [message] = receiptNotices({ about: disorderCase, policy: region, recipients: alone, texts });
    expect(message!.template).toBe('received');
    expect(wordsOf(message!)).toContain(tumourCase.id);
    expect(publicWordsOf(message!)).not.toContain('严重精神障碍');
  });
});

it('a name is written as it is, whatever it looks like', () => {
  const name = '{{office}} $& $t(office)';
  const [message] = told({ recipients: { patient: { ...patient, name }, agent: null } });
  expect(message!.channels.slip.body[0]).toBe(`${name}：`);
  expect(message!.channels.sms!.text).toContain(`${name}：您于`);
});

describe('channels', () => {
  const bare = { name: '示例甲' };
  const channelsOf = (recipients: Recipients) =>
    told({ recipients }).map(({ channels, fallback }) =>
      Object.keys(channels).map((channel) =>
        fallback.some((each) => each === channel) ? `${channel} at last` : channel,
      ),
    );
  it.each<[string, Recipients, string[][]]>([
    ['SMS, slip and e-mail where all are possible', { patient, agent: null }, [['sms', 'slip', 'email', 'inApp']]],
    ['a slip always reaches the patient', { patient: bare, agent: null }, [['slip', 'inApp']]],
    [
      'a slip for an agent whom nothing else reaches',
      { patient: bare, agent },
      [
        ['slip', 'inApp'],
        ['sms', 'slip at last', 'email', 'inApp'],
      ],
    ],
    [
      'a slip for an agent who cannot',
      { patient: bare, agent: { ...bare, consentToDiagnosis: true } },
      [
        ['slip', 'inApp'],
        ['slip', 'inApp'],
      ],
    ],
  ])('%s', (_story, recipients, expected) => {
    expect(channelsOf(recipients)).toEqual(expected);
  });
});

describe('disclosure', () => {
  const reasons = [
    notInsured,
    notMet,
    reason('exclusiveDiseaseHeld', 'D3-P §三', { disease: 'psychosis', held: ['malignantTumor'] }),
    reason('insuranceTypeNotCovered', 'D3-P §三', { insuranceType: 'resident', disease: 'psychosis' }),
  ];
  const decisions = fc.oneof(
    fc.constant(approved),
    fc.subarray(reasons, { minLength: 1 }).map((given) => refusedFor(...given)),
  );

  it('a sensitive disease is never named in SMS, on an envelope or in a subject', () => {
    fc.assert(
      fc.property(recipients, decisions, (to, decision) => {
        for (const message of told({ about: { ...disorderCase, decision }, recipients: to })) {
          expect(publicWordsOf(message)).not.toMatch(telling);
        }
      }),
    );
  });

  it('an agent without consent learns nothing of the diagnosis, on any channel', () => {
    fc.assert(
      fc.property(recipients, decisions, fc.constantFrom(tumourCase, disorderCase), (to, decision, about) => {
        fc.pre(to.agent !== null && !to.agent.consentToDiagnosis);
        const [, toAgent] = told({ about: { ...about, decision }, recipients: to });
        expect(wordsOf(toAgent!)).not.toMatch(telling);
      }),
    );
  });

  it('an agent with consent is told as the patient is', () => {
    const [, toAgent] = told({ recipients: { patient, agent: { ...agent, consentToDiagnosis: true } } });
    expect(wordsOf(toAgent!)).toContain('您于2026年11月22日代示例甲提出的门诊慢特病（恶性肿瘤）待遇认定申请');
  });

  it('nothing is ever called 驳回, and nothing stays unfilled', () => {
    fc.assert(
      fc.property(recipients, decisions, (to, decision) => {
        const words = told({ about: { ...disorderCase, decision }, recipients: to })
          .map(wordsOf)
          .join();
        expect(words).not.toMatch(/驳回|\{\{|undefined/);
      }),
    );
  });
});
