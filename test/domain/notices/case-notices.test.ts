import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reason } from '../../../domain/eligibility/reason.ts';
import { entitlementNotices } from '../../../domain/notices/entitlement-notices.ts';
import type { NoticeCase, NoticeMessage, Recipients } from '../../../domain/notices/message.ts';
import { visitTemplates } from '../../../domain/notices/templates.ts';
import { notAcceptedNotices } from '../../../domain/notices/not-accepted-notices.ts';
import { plainNotices } from '../../../domain/notices/plain-notices.ts';
import { carriedNotices, carriedReasons } from '../../../domain/notices/round-notices.ts';
import { supplementNotices } from '../../../domain/notices/supplement-notices.ts';
import { visitNotices } from '../../../domain/notices/visit-notices.ts';
import { notAcceptedReasons } from '../../../domain/tasks/answers.ts';
import { texts } from '../../../platform/texts.ts';
import {
  agent,
  changed,
  disorderCase,
  entitlementTemplates,
  patient,
  plainTemplates,
  plannedVisit,
  publicWordsOf,
  recipients,
  region,
  telling,
  tumourCase,
  wordsOf,
} from './examples.ts';

const alone: Recipients = { patient, agent: null };
const inEnglish: Recipients = { patient: { ...patient, language: 'en' }, agent: null };
const missing = [
  reason('evidenceMissing', 'D3-P §三(三)', {
    criterion: 'diagnosisConfirmed',
    required: ['dischargeRecord'],
    alternatives: ['pathologyReport', 'imagingReport'],
  }),
  reason('institutionNotChosen', 'PRACTICE #9', {}),
];
const endedAt = new Date('2026-12-01T01:00:00Z');
/** Midnight that ends 7 December in the region. */
const supplyBy = new Date('2026-12-07T16:00:00Z');
const occasion = (to: Recipients, about: NoticeCase = tumourCase) => ({ about, policy: region, recipients: to, texts });
const slip = ([message]: readonly NoticeMessage[]) => message!.channels.slip;

describe('a supplement request 一次性告知补正', () => {
  it('lists everything that is missing at once, with what would mend it, and the last day', () => {
    expect(slip(supplementNotices(occasion(alone), 'supplementRequested', missing, supplyBy))).toMatchObject({
      title: '门诊慢特病待遇认定补正材料一次性告知书',
      body: [
        '示例甲：',
        '您于2026年11月22日提出的门诊慢特病（恶性肿瘤）待遇认定申请已经收到。经审查，还需要补正下列事项，请于2026年12月7日前（含当日）补齐。',
        '补正事项1：缺少“确诊恶性肿瘤”的证明材料。请提供：出院记录；以及病理报告或影像报告。',
        '补正事项2：尚未选定定点医疗机构。请选定一家可以治疗该病种的定点医疗机构。',
        '等待补正的时间不计入办理期限。逾期未补正的，本次申请终止，已经提交的材料予以保留；以后补齐即恢复办理，不需要重新申请。',
        '示例市医疗保障经办机构',
      ],
    });
  });

  it('and in English', () => {
    expect(
      slip(supplementNotices(occasion(inEnglish), 'supplementRequested', missing, supplyBy)).body.slice(1, 3),
    ).toEqual([
      'Your application of November 22, 2026 for the outpatient chronic and special disease benefit (malignant tumour) has been received. ' +
        'Please supply what is listed here by December 7, 2026, that day included.',
      'Item 1: Evidence for “diagnosis of a malignant tumour confirmed” is missing. Please supply: discharge record; and pathology report or imaging report.',
    ]);
  });

  it('is reminded of with the same list', () => {
    const asked = slip(supplementNotices(occasion(alone), 'supplementRequested', missing, supplyBy)).body;
    const reminder = slip(supplementNotices(occasion(alone), 'supplementReminder', missing, supplyBy)).body;
    expect(reminder.slice(2, 4)).toEqual(asked.slice(2, 4));
    expect(reminder[1]).toContain('将于2026年12月7日届满');
  });

  it('tells an agent without consent until when, and not what', () => {
    const [, toAgent] = supplementNotices(occasion({ patient, agent }), 'supplementRequested', missing, supplyBy);
    expect(wordsOf(toAgent!)).toContain('2026年12月7日');
    expect(wordsOf(toAgent!)).toContain('需要补正的事项已经告知申请人');
    expect(wordsOf(toAgent!)).not.toMatch(/补正事项\d|出院记录|选定/);
  });
});

describe('不予受理', () => {
  it('has its reason, what can be done, and the remedies of the law', () => {
    expect(slip(notAcceptedNotices(occasion(alone), 'notAuthorised', endedAt)).body.slice(1, -1)).toEqual([
      `您于2026年11月22日提出的门诊慢特病（恶性肿瘤）待遇认定申请，经审查，不予受理，查询编号：${tumourCase.id}。`,
      '不予受理的理由：未能证明代办人有权代为申请。',
      '可以由申请人本人申请，或者由代办人提供监护证明、授权委托书等材料后重新申请。',
      '不予受理不是对病情的认定，不影响以后重新申请；已经提交的材料予以保留，不需要重复提交。',
      '依法可以申请行政复议的，可以自知道本决定之日起60日内提出（至少到2027年1月30日）；依法可以提起行政诉讼的，可以自知道之日起6个月内提出（至少到2027年6月1日）。',
    ]);
  });

  it('names the office to ask when another one is competent', () => {
    const body = slip(notAcceptedNotices(occasion(inEnglish), 'otherOfficeCompetent', endedAt)).body.join(' ');
    expect(body).toContain('Reason: Another medical security office is competent for it.');
    expect(body).toContain('the Medical Security Office of Example City can tell you which one');
  });
});

describe('how a case ended', () => {
  it.each([
    ['lapsed', '未在期限内补正，本次申请终止', '补齐所缺材料后即恢复办理'],
    ['withdrawn', '已经按照要求撤回', '撤回不影响以后再次申请'],
    ['appealWithdrawn', '异议复核请求已经按照要求撤回', '原决定继续有效'],
    ['appealed', '异议复核请求已经受理', '由未参与原认定的人员进行'],
  ] as const)('%s', (template, happened, next) => {
    const body = slip(plainNotices({ ...occasion(alone), template })).body;
    expect(body[1]).toContain(happened);
    expect(body[1]).toContain(tumourCase.id);
    expect(body[2]).toContain(next);
  });

  it('is told to the family when the patient has died', () => {
    const body = slip(plainNotices({ ...occasion(alone), template: 'personDied', toFamily: true })).body;
    expect(body.slice(0, 2).join('')).toMatch(/^示例甲的家属：以示例甲名义.*谨致哀悼。$/);
  });
});

describe('an application that a round left to a later one', () => {
  it.each([
    ['noQuorum', '专家意见未达到规定的多数'],
    ['asked', '要求补充的材料尚未审核完毕'],
    ['setAside', '专家组组长决定留待下一批次'],
    ['noJudge', '没有可以参加评审的相应专业专家'],
  ] as const)('is told why, and that it keeps its place: %s', (because, why) => {
    const body = slip(carriedNotices(occasion(alone), because)).body;
    expect(body[2]).toContain(why);
    expect(body[3]).toMatch(/申请将保留并在下一批次评审.*查询编号/);
    expect(body[3]).toContain(tumourCase.id);
  });
});

describe('disclosure', () => {
  const notices = fc.oneof(
    fc.constantFrom('supplementRequested', 'supplementReminder').map((template) => ({
      write: (to: Recipients, about: NoticeCase) => supplementNotices(occasion(to, about), template, missing, supplyBy),
    })),
    fc.constantFrom(...notAcceptedReasons).map((code) => ({
      write: (to: Recipients, about: NoticeCase) => notAcceptedNotices(occasion(to, about), code, endedAt),
    })),
    fc.constantFrom(...plainTemplates).map((template) => ({
      write: (to: Recipients, about: NoticeCase) =>
        plainNotices({ ...occasion(to, about), template, toFamily: template === 'personDied' }),
    })),
    fc.constantFrom(...visitTemplates).map((template) => ({
      write: (to: Recipients, about: NoticeCase) => visitNotices({ ...occasion(to, about), template }, plannedVisit),
    })),
    fc.constantFrom(...entitlementTemplates).map((template) => ({
      write: (to: Recipients, about: NoticeCase) => entitlementNotices({ ...occasion(to, about), template }, changed),
    })),
    fc.constantFrom(...carriedReasons).map((because) => ({
      write: (to: Recipients, about: NoticeCase) => carriedNotices(occasion(to, about), because),
    })),
  );

  it('a sensitive disease is never named in SMS, on an envelope or in a subject', () => {
    fc.assert(
      fc.property(notices, recipients, ({ write }, to) => {
        for (const message of write(to, disorderCase)) expect(publicWordsOf(message)).not.toMatch(telling);
      }),
    );
  });

  it('an agent without consent learns nothing of the diagnosis, on any channel', () => {
    fc.assert(
      fc.property(notices, recipients, fc.constantFrom(tumourCase, disorderCase), ({ write }, to, about) => {
        fc.pre(to.agent !== null && !to.agent.consentToDiagnosis);
        expect(wordsOf(write(to, about)[1]!)).not.toMatch(telling);
      }),
    );
  });

  it('the patient always reads which disease, and nothing is called 驳回 or stays unfilled', () => {
    fc.assert(
      fc.property(notices, recipients, ({ write }, to) => {
        const messages = write(to, disorderCase);
        expect(slip(messages).body.join()).toMatch(/严重精神障碍|severe mental disorder/);
        expect(messages.map(wordsOf).join()).not.toMatch(/驳回|\{\{|undefined/);
      }),
    );
  });
});
