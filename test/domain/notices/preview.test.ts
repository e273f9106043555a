/**
 * Templates of notices: each can be written under every open policy and in every language, and shows what it will say.
 */
import { describe, expect, it } from 'vitest';
import { refusalReasonCodes } from '../../../domain/eligibility/reason.ts';
import { checkTemplates, preview } from '../../../domain/notices/preview.ts';
import { sharedSentences, templates, templateRules } from '../../../domain/notices/templates.ts';
import { languages, type Texts } from '../../../domain/notices/text.ts';
import { listedDiseases } from '../../../domain/policy/recognition.ts';
import { texts, wordingBelow } from '../../../platform/texts.ts';
import { publicWordsOf, wordsOf } from './examples.ts';
import { withExamples } from '../packs.ts';

const policies = (['rizhao-shandong-2020', 'xx-county-2021'] as const).map(withExamples);

describe.each(policies)('under $pack', (policy) => {
  const [disease] = listedDiseases(policy);

  it('every template is written in every language, with nothing left blank', () => {
    checkTemplates([policy], texts);
    for (const language of languages) {
      for (const template of templates) {
        for (const message of preview(template, policy, language, texts))
          expect(wordsOf(message)).not.toMatch(/\{\{|undefined|\[object/);
      }
    }
  });

  it('none names a sensitive disease where somebody else may read along', () => {
    const names = new RegExp(
      [disease!.names.zh, disease!.names.en].map((name) => name.replaceAll(/[()（）]/g, '.')).join('|'),
    );
    for (const template of templates) {
      for (const message of preview(template, policy, 'zh-CN', texts))
        expect(publicWordsOf(message)).not.toMatch(names);
    }
  });

  it('a refusal gives each reason with its clause, and every way to have it looked at again', () => {
    const [toPatient] = preview('notRecognised', policy, 'zh-CN', texts);
    const letter = toPatient!.channels.slip.body.join('\n');
    expect(letter.match(/理由\d+：.+（依据：.+）/g)).toHaveLength(refusalReasonCodes.length);
    for (const remedy of [
      '异议复核',
      '行政复议的，可以自知道本决定之日起60日内',
      '行政诉讼的，可以自知道之日起6个月内',
    ])
      expect(letter).toContain(remedy);
  });
});

it('a sentence or a value that is missing stops everything, and is named', () => {
  const broken: Texts = (language) => ({
    text(key, params) {
      if (key === 'notices.lapsed.sms' && language === 'en')
        return texts(language).text('notices.visitPlanned.sms', params);
      return texts(language).text(key, params);
    },
  });
  expect(() => checkTemplates([policies[0]!], broken)).toThrow(/lapsed in en, .*\{\{date\}\} has no value/);
});

it('what has to arrive is a decision, a deadline, a visit or the loss of a benefit', () => {
  const required = templates.filter((template) => templateRules[template].required);
  expect(required).toEqual(
    expect.arrayContaining(['approved', 'notRecognised', 'notAccepted', 'supplementRequested', 'visitPlanned']),
  );
  expect(new Set(required.map((template) => templateRules[template].purpose))).toEqual(
    new Set(['deadline', 'decision', 'visit', 'entitlement']),
  );
});

it('a version is of all sentences that a template may use, and of no other', () => {
  const wordings = templates.map((template) => wordingBelow(`notices.${template}`, ...sharedSentences));
  const versions = wordings.map(({ version }) => version);
  expect(new Set(versions).size).toBe(templates.length);
  for (const version of versions) expect(version).toMatch(/^[\da-f]{12}$/);
  const [lapsed, alsoOffice] = [wordingBelow('notices.lapsed'), wordingBelow('notices.lapsed', 'notices.office')];
  expect(lapsed.version).not.toBe(alsoOffice.version);
  for (const language of ['zh-CN', 'en'] as const) {
    expect(Object.keys(lapsed.sentences[language])).not.toContain('notices.office');
    expect(alsoOffice.sentences[language]).toEqual({
      ...lapsed.sentences[language],
      'notices.office': expect.any(String) as string,
    });
  }
});
