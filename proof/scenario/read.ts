import type { z } from 'zod';
import type { Finding } from '../../domain/errors.ts';
import { dotted, readSource, type Path, type Source } from '../../domain/policy/source.ts';
import { scenarioFormat, type Scenario } from './format.ts';
import { misplaced, type Mistake } from './names.ts';

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
  const mistakes = parsed.success ? misplaced(parsed.data) : parsed.error.issues.flatMap(explained);
  if (mistakes.length > 0 || !parsed.success) throw mistaken({ locate }, mistakes);
  return { file, scenario: parsed.data, locate };
}

/** Each at its place in the file. */
export function mistaken({ locate }: Pick<ReadScenario, 'locate'>, mistakes: readonly Mistake[]): ScenarioInvalid {
  return new ScenarioInvalid(
    mistakes.map(({ path, problem }) => ({ where: locate(path), problem: said(path, problem) })),
  );
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
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key], problem: 'no such key here' }));
  if (issue.code === 'invalid_type' && message.endsWith('received undefined')) return [{ path, problem: 'is missing' }];
  if (issue.code !== 'invalid_union') return [{ path, problem: message }];
  // Of `none` or something, what is said is wrong with the something; of many forms, which one is meant.
  const meant = issue.errors.at(-1);
  if (!meant)
    return [
      {
        path: [...path, ...('discriminator' in issue ? [issue.discriminator as string] : [])],
        problem: 'is none of those possible here',
      },
    ];
  return meant.flatMap(explained).map((inner) => ({ path: [...path, ...inner.path], problem: inner.problem }));
}
