import { describe, expect, test } from 'vitest';
import { assignmentCauses, assignmentStates, memberStates } from '../../store/rounds/codes.ts';
import { agentKinds, applicationKinds } from '../../api/cases/submission/form.ts';
import { formalPapers } from '../../domain/eligibility/evidence.ts';
import { operations, roles } from '../../domain/access/grants.ts';
import { outcomes } from '../../domain/case/decision.ts';
import { taskStates } from '../../domain/tasks/permitted-actions.ts';
import { caseStatuses, endings, stages } from '../../domain/case/stage.ts';
import { recognitionStates } from '../../domain/continuity/recognition-state.ts';
import { registryEventKinds } from '../../domain/continuity/registry-event.ts';
import { reasonParams } from '../../domain/eligibility/reason.ts';
import { loadPolicy } from '../../domain/policy/load.ts';
import { channels, insuranceTypes, procedureNames, recordKinds, type Policy } from '../../domain/policy/schema.ts';
import { carriedReasons } from '../../domain/notices/round-notices.ts';
import { roundStates } from '../../domain/rounds/standing.ts';
import { answerOutcomes, notAcceptedReasons } from '../../domain/tasks/answers.ts';
import { conflictRules } from '../../domain/tasks/conflict-rules.ts';
import { taskKindNames } from '../../domain/tasks/kinds.ts';
import { texts } from '../../platform/texts.ts';
import { contactCauses, contactClosings, contactResults, treatmentSources } from '../../domain/outreach/contact.ts';
import { visitStates } from '../../domain/visits/visit.ts';
import { caseMessageKinds } from '../../domain/case/case-message.ts';
import { asStated, exampleOverlay, packNames, packText } from '../domain/packs.ts';
import { filesUnder, read } from './checkout.ts';

interface Entry {
  readonly zh: string;
  readonly en: string;
  /** Undefined where no code has the term yet. */
  readonly identifier: string | undefined;
}

const sections = sectionsOf(read('docs/GLOSSARY.md'));
const policies: Policy[] = [
  ...packNames.map(asStated),
  ...(['rizhao-shandong-2020', 'xx-county-2021'] as const).map((pack) =>
    loadPolicy(packText(pack), exampleOverlay(pack)),
  ),
];
const diseases = policies.flatMap(({ diseases: { value } }) =>
  value === null || value === 'none' ? [] : Object.values(value),
);
const criteria = diseases.flatMap(({ criteria: { value } }) => (value === null || value === 'none' ? [] : value));
const evidence = criteria.flatMap(({ required, alternatives }) => [...required, ...alternatives]);
const panels = policies.flatMap(({ procedures }) => procedures.monthlyBatch?.panel?.value ?? []);
const specialties = panels.flatMap((panel) => (panel === 'none' ? [] : Object.keys(panel.specialties)));
const populations = policies.flatMap((policy) =>
  Object.entries(policy.populations).map(([code, { names }]) => ({ code, names })),
);

describe('every code has an entry, and every entry of its section is a code', () => {
  test.each<[section: string, codes: readonly string[]]>([
    ['Statuses', caseStatuses],
    ['Stages', stages],
    ['Outcomes', outcomes],
    ['Endings', endings],
    ['Reasons not to accept', notAcceptedReasons],
    ['Kinds of task', taskKindNames],
    ['States of a task', taskStates],
    ['Answers to a task', answerOutcomes.filter((code) => ![...outcomes, ...endings].some((other) => other === code))],
    ['Conflicts', conflictRules],
    ['Messages to a case', caseMessageKinds],
    ['States of a member of a round', memberStates],
    ['Why a member is carried', carriedReasons],
    ['Why an expert is called', assignmentCauses],
    ['States of an assignment', assignmentStates],
    ['Registry events', registryEventKinds],
    ['States of a recognition', recognitionStates],
    ['Contacts', [...contactCauses, ...treatmentSources, ...contactResults, ...contactClosings]],
    ['States of a home visit', visitStates],
    ['States of a round', roundStates],
    ['Specialties', specialties],
    ['Procedures', procedureNames],
    ['Roles', roles],
    ['Operations', operations],
    ['Channels', channels],
    ['Types of insurance', insuranceTypes],
    ['Kinds of application', applicationKinds],
    ['Agents', agentKinds],
    ['Reasons', Object.keys(reasonParams)],
    ['Populations', populations.map(({ code }) => code)],
    ['Diseases', diseases.map(({ code }) => code)],
    ['Criteria', criteria.map(({ code }) => code)],
    ['Evidence', evidence.map(({ code }) => code)],
    ['Formal papers', [...formalPapers]],
    ['Kinds of record', recordKinds],
    ['Items of records', evidence.flatMap(({ record }) => record.items ?? []).map(({ code }) => code)],
  ])('%s', (section, codes) => {
    const identifiers = entriesOf(section).map(({ identifier }) => identifier);
    expect(identifiers.toSorted()).toEqual([...new Set(codes)].toSorted());
  });
});

describe('an entry names a code as people are shown it', () => {
  test.each<[section: string, named: readonly { code: string; names: { zh: string; en: string } }[]]>([
    ['Populations', populations],
    ['Diseases', diseases],
    ['Criteria', criteria],
    ['Evidence', evidence],
    ['Formal papers', worded('formalPapers', formalPapers)],
    ['Statuses', worded('statuses', caseStatuses)],
    ['Stages', worded('stages', stages)],
    ['Outcomes', worded('outcomes', outcomes)],
    ['Types of insurance', worded('insuranceTypes', insuranceTypes)],
    ['Roles', worded('roles', roles)],
    ['Operations', worded('operations', operations)],
  ])('%s', (section, named) => {
    const entries = new Map(entriesOf(section).map(({ zh, en, identifier }) => [identifier, { zh, en }]));
    for (const { code, names } of named)
      expect({ code, ...entries.get(code) }).toEqual({ code, zh: names.zh, en: names.en });
  });
});

test('every identifier is in the code, in a pack or in a locale file', () => {
  const words = wordsInUse();
  const identifiers = [...sections.values()].flat().flatMap(({ identifier }) => identifier ?? []);
  expect(identifiers.filter((identifier) => !words.has(identifier))).toEqual([]);
});

test('a Chinese term stands once, and has one English word in its section', () => {
  const chinese = [...sections.values()].flat().map(({ zh }) => zh);
  expect(repeated(chinese)).toEqual([]);
  for (const entries of sections.values()) expect(repeated(entries.map(({ en }) => en))).toEqual([]);
});

function entriesOf(section: string): readonly Entry[] {
  const entries = sections.get(section);
  if (!entries) throw new Error(`docs/GLOSSARY.md has no section ${section}`);
  return entries;
}

/** Rows of every table under its `## ` heading. */
function sectionsOf(markdown: string): ReadonlyMap<string, readonly Entry[]> {
  const parts = markdown.split(/^## /m).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part.split('\n').flatMap(entryIn)]));
}

function entryIn(line: string): Entry[] {
  const [, zh, en, cell] = /^\| (.+?) \| (.+?) \| (`\w+`|—) \|/.exec(line) ?? [];
  if (zh === undefined || en === undefined || cell === undefined) {
    if (line.startsWith('| ') && !/^\| (Chinese|---) \|/.test(line)) throw new Error(`Not an entry: ${line}`);
    return [];
  }
  return [{ zh, en, identifier: cell === '—' ? undefined : cell.slice(1, -1) }];
}

function worded(group: string, codes: readonly string[]) {
  const [zh, en] = [texts('zh-CN'), texts('en')];
  return codes.map((code) => ({ code, names: { zh: zh.text(`${group}.${code}`), en: en.text(`${group}.${code}`) } }));
}

/** Words of code and data, comments aside: a term that only a comment uses names nothing. */
function wordsInUse(): ReadonlySet<string> {
  const code = ['activities', 'api', 'domain', 'store', 'services', 'workflows'].flatMap((folder) =>
    filesUnder(folder, '.ts'),
  );
  const data = ['policies', 'examples/overlays', 'prisma', 'services', 'locales'].flatMap((folder) =>
    filesUnder(folder, '.yaml', '.prisma', 'en.json'),
  );
  const text = [
    ...code.map((file) => read(file).replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, '')),
    ...data.map((file) => read(file).replaceAll(/(^|\s)(#|\/\/).*/g, '')),
  ].join('\n');
  return new Set(text.match(/[A-Za-z]\w*/g));
}

function repeated(words: readonly string[]): string[] {
  return words.filter((word, index) => words.indexOf(word) < index);
}
