import type { z } from 'zod';
import type { Finding } from '../../domain/errors.ts';
import { dotted, readSource, type Path, type Source } from '../../domain/policy/source.ts';
import { instantOf } from './calendar-time.ts';
import { actionNames, scenarioFormat, type Scenario, type Step } from './format.ts';

/** A scenario whose file is right, and where in the file its parts stand. */
export interface ReadScenario {
  readonly file: string;
  readonly scenario: Scenario;
  /** `file:line:column` */
  locate(path: Path): string;
}

/** The file breaks the format; nothing was run. */
export class ScenarioInvalid extends Error {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super(findings.map(({ where, problem }) => `${where}: ${problem}`).join('\n'));
    this.findings = findings;
  }
}

/** @throws ScenarioInvalid with file, line and column of each mistake */
export function readScenario(file: string, content: string): ReadScenario {
  const source = readSource(file, content);
  if (source.findings.length > 0) throw new ScenarioInvalid(source.findings);
  const locate = (path: Path) => source.locate(asWritten(source, path));
  const parsed = scenarioFormat.safeParse(source.data);
  const mistakes = parsed.success ? unknownNames(parsed.data) : parsed.error.issues.flatMap(explained);
  if (mistakes.length > 0 || !parsed.success) {
    throw new ScenarioInvalid(mistakes.map(({ path, problem }) => ({ where: locate(path), problem: said(path, problem) })));
  }
  return { file, scenario: parsed.data, locate };
}

interface Mistake {
  readonly path: Path;
  readonly problem: string;
}

function said(path: Path, problem: string): string {
  return path.length > 0 ? `${dotted(path)}: ${problem}` : problem;
}

/** A list of one may be written without the list. */
function asWritten({ data }: Source, path: Path): Path {
  let value = data;
  return path.filter((step) => {
    if (typeof step === 'number' && !Array.isArray(value)) return false;
    value = (value as Record<PropertyKey, unknown> | undefined)?.[step];
    return true;
  });
}

function explained(issue: z.core.$ZodIssue): Mistake[] {
  const { path, message } = issue;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path: [...path, key], problem: 'no such key here' }));
  if (issue.code === 'invalid_type' && message.endsWith('received undefined')) return [{ path, problem: 'is missing' }];
  if (issue.code !== 'invalid_union') return [{ path, problem: message }];
  // Of `none` or something, what is said is wrong with the something; of many forms, which one is meant.
  const meant = issue.errors.at(-1);
  if (!meant) return [{ path: [...path, ...('discriminator' in issue ? [issue.discriminator as string] : [])], problem: 'is none of those possible here' }];
  return meant.flatMap(explained).map((inner) => ({ path: [...path, ...inner.path], problem: inner.problem }));
}

/** Names that nobody bears, and steps that lie before the one that went before. */
function unknownNames({ people, agents, staff, start, steps }: Scenario): Mistake[] {
  const everybody = { ...people, ...agents, ...staff };
  const cases = new Set<string>();
  const mistakes: Mistake[] = [];
  let last = instantOf('UTC', start);
  for (const [index, step] of steps.entries()) {
    const path = ['steps', index];
    const need = (known: boolean, key: Path, problem: string) => void (known || mistakes.push({ path: [...path, ...key], problem }));
    const bears = (bearers: object, who: string | undefined, key: Path, what: string) =>
      need(who === undefined || who in bearers, key, `there is no ${what} ${who}`);
    if (step.at) {
      const at = instantOf('UTC', step.at);
      need(at >= last, ['at'], 'lies before the step above');
      last = at;
    }
    if (step.find) cases.add(step.find.case);
    if (step.submit) {
      bears(agents, step.submit.agent, ['submit', 'agent'], 'agent');
      need(!cases.has(step.submit.case), ['submit', 'case'], 'there is a case of this name already');
      cases.add(step.submit.case);
    }
    for (const [action, { by, to, of, substitute, gives, person, case: about }] of named(step)) {
      bears(people, person, [action, 'person'], 'person');
      bears(everybody, by, [action, 'by'], 'person, agent or member of the staff');
      bears(staff, action === 'pickUp' || action === 'report' ? undefined : to, [action, 'to'], 'member of the staff');
      bears(staff, of, [action, 'of'], 'member of the staff');
      bears(staff, substitute, [action, 'substitute'], 'member of the staff');
      for (const [key, name] of [['case', about], ['gives', gives === 'none' ? undefined : gives]] as const) {
        need(name === undefined || cases.has(name), [action, key], `there is no case ${name} yet`);
      }
    }
    for (const [place, { case: about }] of (step.expect ?? []).entries()) {
      need(about === undefined || cases.has(about), ['expect', place, 'case'], `there is no case ${about} yet`);
    }
  }
  return mistakes;
}

type Names = Partial<Record<'by' | 'to' | 'of' | 'substitute' | 'gives' | 'person' | 'case', string>>;

function named(step: Step): [string, Names][] {
  return actionNames.flatMap((action) => {
    const content = step[action];
    return typeof content === 'object' ? [[action, content as Names] satisfies [string, Names]] : [];
  });
}
