import type { Finding } from '../errors.ts';
import { wordKey } from './disease-words.ts';
import type { Overlaid } from './overlay.ts';
import { listedDiseases, type Reference } from './reference.ts';
import { inCircles } from './relations.ts';
import { roundMistakes } from './round-consistency.ts';
import type { PackFile } from './schema.ts';
import { dotted, type Path } from './source.ts';
import { stated } from './figure.ts';

/** What a schema cannot say: every name that a policy uses is one that it declares, and no name means two things. */
export function inconsistencies({ data, locate }: Overlaid): Finding[] {
  return [
    ...procedureSections(data),
    ...relatedDiseases(data),
    ...circles(data),
    ...sharedNames(data),
    ...institutionTerms(data),
    ...institutionCodes(data),
    ...populations(data),
    ...populationDiseases(data),
    ...settledGroups(data),
    ...valuesForEveryCase(data),
    ...reminder(data),
    ...queueOrder(data),
    ...chainSteps(data),
    ...roundMistakes(data),
    ...sampledByNobody(data),
  ].map(({ at, problem, hint }) => ({ where: locate(at), problem: `${dotted(at)}: ${problem}`, hint }));
}

/** A share that is drawn is judged by somebody. */
function sampledByNobody({ sampling }: PackFile): Reference[] {
  if (!sampling || stated(sampling.percent) === undefined || stated(sampling.judges) !== undefined) return [];
  const at = ['sampling', 'judges', 'value'];
  return [{ at, problem: 'a share is drawn, and nobody judges it', hint: 'Say how many judge each decision' }];
}

function procedureSections(pack: PackFile): Reference[] {
  return listedDiseases(pack).flatMap(([code, { procedure }]) => {
    const name = stated(procedure);
    if (!name || pack.procedures[name]) return [];
    const at = ['diseases', 'value', code, 'procedure', 'value'];
    return [{ at, problem: `the pack has no procedures.${name}`, hint: `Describe it under procedures.${name}` }];
  });
}

function relatedDiseases(pack: PackFile): Reference[] {
  const listed = new Set(listedDiseases(pack).map(([code]) => code));
  return listedDiseases(pack).flatMap(([code, disease]) =>
    (['excludes', 'supersedes'] as const).flatMap((relation) =>
      disease[relation].flatMap((other, index) => {
        if (listed.has(other) && other !== code) return [];
        const at = ['diseases', 'value', code, relation, index];
        return [{ at, problem: `${other} is not another listed disease`, hint: 'Name a listed one' }];
      }),
    ),
  );
}

/** Of diseases that replace each other in a circle none would go on. */
function circles(pack: PackFile): Reference[] {
  return inCircles(pack).map((code) => ({
    at: ['diseases', 'value', code, 'supersedes'],
    problem: `${code} replaces itself, by way of the others`,
    hint: 'Say which of them goes on',
  }));
}

function sharedNames(pack: PackFile): Reference[] {
  const owners = new Map(listedDiseases(pack).map(([code]) => [wordKey(code), code]));
  return listedDiseases(pack).flatMap(([code, disease]) =>
    [disease.names.zh, ...disease.aliases].flatMap((name, index) => {
      const owner = owners.get(wordKey(name)) ?? code;
      owners.set(wordKey(name), owner);
      if (owner === code) return [];
      const at = ['diseases', 'value', code, ...(index === 0 ? ['names', 'zh'] : ['aliases', index - 1])];
      return [{ at, problem: `${name} already names ${owner}`, hint: 'A name finds one disease' }];
    }),
  );
}

function institutionTerms(pack: PackFile): Reference[] {
  const register = stated(pack.institutions) ?? [];
  const listed = new Set(listedDiseases(pack).map(([code]) => code));
  return register.flatMap(({ terms }, index) =>
    terms.flatMap(({ diseases }, term) => {
      const unknown = diseases === 'all' ? [] : diseases.filter((code) => !listed.has(code));
      const at = ['institutions', 'value', index, 'terms', term, 'diseases'];
      return unknown.map((code) => ({ at, problem: `${code} is not listed`, hint: 'Name listed diseases, or `all`' }));
    }),
  );
}

function institutionCodes(pack: PackFile): Reference[] {
  const codes = (stated(pack.institutions) ?? []).map(({ code }) => code);
  return codes.flatMap((code, index) => {
    const at = ['institutions', 'value', index, 'code'];
    return codes.indexOf(code) < index ? [{ at, problem: `${code} is in the register twice`, hint: 'Keep one' }] : [];
  });
}

/** Everywhere a pack speaks of populations. */
function populations(pack: PackFile): Reference[] {
  const { homeVisit, benefits, enrolment, settlement, offSite, assistance } = pack;
  const lists: [at: Path, figure: PackFile['homeVisit']['triggers'] | undefined][] = [
    [['homeVisit', 'triggers'], homeVisit.triggers],
    [['benefits', 'longPrescription', 'value', 'populations'], stated(benefits.longPrescription)?.populations],
    [['settlement', 'value', 'depositWaivedFor'], stated(settlement)?.depositWaivedFor],
    [['enrolment', 'value', 'populations'], stated(enrolment)?.populations],
    [['offSite', 'value', 'inpatientFilingWaivedFor'], stated(offSite)?.inpatientFilingWaivedFor],
    [['assistance', 'value', 'direct'], stated(assistance)?.direct],
    [['assistance', 'value', 'onApplication'], stated(assistance)?.onApplication],
    [['assistance', 'value', 'seriousDiseaseRequired'], stated(assistance)?.seriousDiseaseRequired],
  ];
  return lists.flatMap(([path, figure]) =>
    (stated(figure) ?? []).flatMap((code, index) => {
      if (pack.populations[code]) return [];
      const at = [...path, 'value', index];
      return [{ at, problem: `${code} is no population of the pack`, hint: 'Describe it under populations' }];
    }),
  );
}

/** Acceptance and a place in the queues are nothing that a region can do without. */
function valuesForEveryCase(pack: PackFile): Reference[] {
  return (['acceptance', 'queues'] as const).flatMap((part) =>
    Object.entries(pack[part]).flatMap(([name, { value }]) => {
      if (value !== 'none') return [];
      return [{ at: [part, name, 'value'], problem: 'every case needs a value', hint: 'Give it, or leave it null' }];
    }),
  );
}

function reminder({ acceptance: { remindDaysBefore, supplementDays } }: PackFile): Reference[] {
  const [before, days] = [stated(remindDaysBefore), stated(supplementDays)];
  if (before === undefined || days === undefined || before < days) return [];
  const at = ['acceptance', 'remindDaysBefore', 'value'];
  return [{ at, problem: `the request is only ${days} days old then`, hint: 'Remind later than one asks' }];
}

function queueOrder({ queues: { majorPriority } }: PackFile): Reference[] {
  const major = stated(majorPriority);
  if (!major || major.raised < major.ordinary) return [];
  const at = ['queues', 'majorPriority', 'value', 'raised'];
  return [{ at, problem: 'raised does not stand before ordinary', hint: 'Smaller numbers come first' }];
}

/** The review chain is carried out by two steps of people; a pack may name others around them. */
function chainSteps({ procedures: { reviewChain } }: PackFile): Reference[] {
  const steps = reviewChain && stated(reviewChain.steps);
  if (!steps) return [];
  const [department, confirmation] = [steps.indexOf('departmentRecheck'), steps.indexOf('finalConfirmation')];
  if (department >= 0 && department < confirmation) return [];
  const at = ['procedures', 'reviewChain', 'steps', 'value'];
  return [{ at, problem: 'departmentRecheck and finalConfirmation are its steps, in this order', hint: 'Name both' }];
}

function populationDiseases(pack: PackFile): Reference[] {
  const listed = new Set(listedDiseases(pack).map(([code]) => code));
  return Object.entries(pack.populations).flatMap(([population, { diseases = [] }]) =>
    diseases.flatMap((code, index) => {
      if (listed.has(code)) return [];
      const at = ['populations', population, 'diseases', index];
      return [{ at, problem: `${code} is not listed`, hint: 'Name a listed disease' }];
    }),
  );
}

/** Whom and what the standards of settlement are for. */
function settledGroups(pack: PackFile): Reference[] {
  const { benefits, assistance } = pack;
  const listed = new Set(listedDiseases(pack).map(([code]) => code));
  const population = (at: Path, codes: readonly string[] = []) =>
    unknownOf(at, codes, (code) => pack.populations[code] !== undefined, 'population');
  const disease = (at: Path, codes: readonly string[] = []) =>
    unknownOf(at, codes, (code) => listed.has(code), 'disease');
  const groups = Object.entries(benefits.byGroup).flatMap(([code, { appliesTo }]) => {
    const at = ['benefits', 'byGroup', code, 'appliesTo'];
    return [
      ...population([...at, 'populations'], appliesTo.populations),
      ...disease([...at, 'diseases'], appliesTo.diseases),
    ];
  });
  const codesOf = (record: object | undefined) => Object.keys(record ?? {});
  return [
    ...groups,
    ...population(['benefits', 'criticalIllness', 'value'], codesOf(stated(benefits.criticalIllness)?.byPopulation)),
    ...population(['assistance', 'value'], codesOf(stated(assistance)?.byPopulation)),
    ...disease(['assistance', 'value', 'seriousDiseases'], stated(stated(assistance)?.seriousDiseases)),
    ...disease(
      ['benefits', 'expenseBasedFrom', 'value'],
      codesOf(benefits.expenseBasedFrom && stated(benefits.expenseBasedFrom)),
    ),
  ];
}

function unknownOf(at: Path, codes: readonly string[], known: (code: string) => boolean, kind: string): Reference[] {
  const unknown = codes.filter((code) => !known(code));
  return unknown.map((code) => ({
    at,
    problem: `${code} is no ${kind} of the pack`,
    hint: 'Name one that it describes',
  }));
}
