import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AccessRefusal } from '../../../domain/access/access.ts';
import { operations, roles } from '../../../domain/access/grants.ts';
import { outcomes } from '../../../domain/case/decision.ts';
import { caseStatuses, stages } from '../../../domain/case/stage.ts';
import { type ReasonCode, reason, reasonParams } from '../../../domain/eligibility/reason.ts';
import { ruleNames } from '../../../domain/eligibility/rule.ts';
import type { Reason, TraceStep, Verdict } from '../../../domain/eligibility/verdict.ts';
import { contactNotice } from '../../../domain/notices/contact-notice.ts';
import { consentCodeNotice } from '../../../domain/notices/consent-notice.ts';
import { entitlementNotices } from '../../../domain/notices/entitlement-notices.ts';
import { templates, visitTemplates } from '../../../domain/notices/templates.ts';
import { notAcceptedNotices } from '../../../domain/notices/not-accepted-notices.ts';
import { plainNotices } from '../../../domain/notices/plain-notices.ts';
import { receiptNotices } from '../../../domain/notices/receipt-notices.ts';
import { carriedNotices, carriedReasons } from '../../../domain/notices/round-notices.ts';
import { supplementNotices } from '../../../domain/notices/supplement-notices.ts';
import { type Language, languages, type Texts } from '../../../domain/notices/text.ts';
import { visitNotices } from '../../../domain/notices/visit-notices.ts';
import { contactCauses } from '../../../domain/outreach/contact.ts';
import { plainDate } from '../../../domain/plain-date.ts';
import { insuranceTypes } from '../../../domain/policy/schema.ts';
import { notAcceptedReasons } from '../../../domain/tasks/answers.ts';
import { conflictRules } from '../../../domain/tasks/conflict-rules.ts';
import { taskKindNames } from '../../../domain/tasks/kinds.ts';
import { Problem } from '../../../platform/http/problem.ts';
import { fromRoot } from '../../../platform/project-root.ts';
import { texts } from '../../../platform/texts.ts';
import { none, policyWith, stated } from '../eligibility/examples.ts';
import {
  agent,
  approved,
  changed,
  entitlementTemplates,
  givenContact,
  patient,
  plainTemplates,
  plannedVisit,
  refusedFor,
  region,
  told,
  tumourCase,
} from './examples.ts';

const parts = [
  'statuses',
  'stages',
  'outcomes',
  'insuranceTypes',
  'reasons',
  'notAcceptedReasons',
  'notices',
  'errors',
  'barred',
  'refusals',
  'roles',
  'operations',
  'outreach',
  'inbox',
  'replay',
];
const accessRefusals = Object.keys({
  roleNotGranted: true,
  outsideRegion: true,
  otherInstitution: true,
  otherRole: true,
  notAssigned: true,
  notOwner: true,
  otherDepartment: true,
  inactive: true,
  notVerified: true,
  notVouched: true,
  noConsent: true,
} satisfies Record<AccessRefusal, true>);
const answers = Object.keys({ met: true, refused: true, open: true, notAsked: true } satisfies Record<
  TraceStep['answer'],
  true
>);
const verdicts = Object.keys({ approve: true, refuse: true, handOver: true } satisfies Record<Verdict['kind'], true>);
const sentences = Object.fromEntries(
  languages.map((language) => [language, new Map(entries(readLocale(language)))]),
) as Record<Language, Map<string, string>>;

function readLocale(language: Language): object {
  return JSON.parse(readFileSync(fromRoot('locales', `${language}.json`), 'utf8')) as object;
}

function entries(tree: object, prefix = ''): [key: string, sentence: string][] {
  return Object.entries(tree).flatMap(([name, child]: [string, string | object]) =>
    typeof child === 'string' ? [[`${prefix}${name}`, child]] : entries(child, `${prefix}${name}.`),
  );
}

const placeholders = (sentence = '') => [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

describe('the locale files', () => {
  it('have the same keys with the same placeholders in every language, and no empty sentence', () => {
    const [first, ...others] = languages.map((language) => sentences[language]);
    for (const other of others) {
      expect([...other.keys()].sort()).toEqual([...first!.keys()].sort());
      for (const [key, sentence] of first!)
        expect([key, placeholders(other.get(key))]).toEqual([key, placeholders(sentence)]);
    }
    for (const language of languages) expect([...sentences[language].values()]).not.toContain('');
  });

  it('have every code that a person may meet, and nothing that nobody uses', () => {
    const used = new Set([
      ...caseStatuses.map((code) => `statuses.${code}`),
      ...stages.map((code) => `stages.${code}`),
      ...outcomes.map((code) => `outcomes.${code}`),
      ...insuranceTypes.map((code) => `insuranceTypes.${code}`),
      ...Problem.shape.code.options.map((code) => `errors.${code}`),
      ...['comma', ...accessRefusals].map((code) => `refusals.${code}`),
      ...conflictRules.map((code) => `barred.${code}`),
      ...roles.map((code) => `roles.${code}`),
      ...operations.map((code) => `operations.${code}`),
      ...Object.keys(reasonParams).flatMap((code) => [`reasons.${code}.text`, `reasons.${code}.hint`]),
      ...notAcceptedReasons.flatMap((code) => [`notAcceptedReasons.${code}.text`, `notAcceptedReasons.${code}.hint`]),
      ...[...taskKindNames, ...contactCauses, 'castBallot', 'judgeSampled'].map((code) => `inbox.${code}`),
      ...contactCauses.flatMap((cause) => [`outreach.${cause}`, `outreach.${cause}Unnamed`]),
      ...ruleNames.map((code) => `replay.rules.${code}`),
      ...answers.map((code) => `replay.answers.${code}`),
      ...verdicts.map((code) => `replay.verdicts.${code}`),
      ...keysOfEveryNotice(),
    ]);
    const ours = [...sentences.en.keys()].filter((key) => parts.includes(key.split('.')[0]!));
    expect(ours.sort()).toEqual([...used].sort());
  });

  it.each(Object.keys(reasonParams) as ReasonCode[])('the texts of %s use only what the reason carries', (code) => {
    const carried = [...Object.keys(reasonParams[code]), ...('criterion' in reasonParams[code] ? ['supply'] : [])];
    for (const part of ['text', 'hint']) {
      for (const name of placeholders(sentences.en.get(`reasons.${code}.${part}`))) expect(carried).toContain(name);
    }
  });

  it('have a title for every kind of notice', () => {
    for (const template of templates) expect([...sentences.en.keys()]).toContain(`notices.${template}.title`);
  });

  it.each(languages)('a key or a value that is missing is a fault, never a blank: %s', (language) => {
    expect(() => texts(language).text('reasons.unheardOf.text')).toThrow('No text');
    expect(() => texts(language).text('notices.office')).toThrow('{{region}} has no value');
  });
});

/** The keys asked for while every kind of notice is written. */
function keysOfEveryNotice(): string[] {
  const asked = new Set<string>();
  const listening: Texts = (language) => ({
    text(key, params) {
      asked.add(key);
      return texts(language).text(key, params);
    },
  });
  const refused = (...reasons: Reason[]) => ({ ...tumourCase, decision: refusedFor(...reasons) });
  const notMet = (clause: string) => reason('criterionNotMet', clause, { criterion: 'diagnosisConfirmed' });
  const ending = { ...tumourCase, decision: { ...approved, benefitUntil: plainDate('2028-11-22') } };
  const numbered = policyWith({
    pack: { sources: { 'D3-P': { title: '示例', number: '示例〔2020〕1号', issuedOn: null } } },
  });

  told({ about: tumourCase, texts: listening });
  const reader = { name: '示例甲', phone: '199-0000-0001' };
  consentCodeNotice({ codeId: 'c', code: '000000', disease: 'malignantTumor', reader }, policyWith(), listening);
  told({ about: { ...ending, handbookNumber: 'EXAMPLE-MT-1' }, texts: listening });
  const moved = { ...tumourCase, insuranceType: 'employee', appliedUnder: 'resident' } as const;
  for (const recognitionState of ['suspended', 'ended'] as const)
    told({ about: { ...moved, recognitionState }, texts: listening });
  told({ about: refused(notMet('D3-P §三(三)')), policy: numbered, texts: listening });
  told({ about: refused(notMet('D3-P §三(三)')), texts: listening, note: '请带齐病历' });
  told({ about: refused(notMet('PRACTICE #4')), policy: policyWith({ appealDays: none }), texts: listening });
  told({
    about: refused(reason('personDeceased', 'x', {})),
    policy: policyWith({ appealDays: stated(60) }),
    texts: listening,
  });
  const occasion = { about: tumourCase, policy: region, recipients: { patient, agent }, texts: listening };
  receiptNotices(occasion);
  const missing = [
    reason('institutionNotChosen', 'x', {}),
    { ...reason('institutionNotChosen', 'x', {}), note: '请到窗口选定' },
  ];
  for (const template of ['supplementRequested', 'supplementReminder'] as const) {
    supplementNotices(occasion, template, missing, new Date('2026-12-07T16:00:00Z'));
  }
  for (const code of notAcceptedReasons) notAcceptedNotices(occasion, code, new Date('2026-12-01T01:00:00Z'));
  for (const template of plainTemplates) plainNotices({ ...occasion, template, toFamily: template === 'personDied' });
  for (const template of visitTemplates) visitNotices({ ...occasion, template }, plannedVisit);
  for (const template of entitlementTemplates) entitlementNotices({ ...occasion, template }, changed);
  for (const because of carriedReasons) carriedNotices(occasion, because);
  for (const contact of [givenContact, { ...givenContact, township: null, contactBy: null }])
    contactNotice(contact, region, listening);
  return [...asked].filter((key) => key.startsWith('notices.'));
}
