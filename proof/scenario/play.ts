import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../domain/errors.ts';
import { dotted } from '../../domain/policy/source.ts';
import { act, actionOf } from './actions.ts';
import { durationOf, instantOf, shown } from './calendar-time.ts';
import { administrator, createCast } from './cast.ts';
import type { Difference } from './comparing.ts';
import { differences } from './expectations.ts';
import type { Step } from './format.ts';
import type { Ground } from './ground.ts';
import { readScenario, ScenarioInvalid, type ReadScenario } from './read.ts';
import { rulesOf, type Rules } from './rules.ts';
import type { Scene } from './scene.ts';
import { withTown, type Answer } from './town.ts';

export interface Failure {
  /** `file:line:column` */
  readonly where: string;
  /** What of the step, as `entitlement.until`. */
  readonly what: string;
  readonly expected: unknown;
  readonly found: unknown;
}

export interface PlayedStep {
  /** When it happened, in the scenario's time. */
  readonly at: string;
  readonly what: string;
  readonly failures: readonly Failure[];
}

export interface Played {
  readonly file: string;
  readonly scenario: string;
  readonly proves: readonly string[];
  readonly passed: boolean;
  readonly steps: readonly PlayedStep[];
  /** Real time. */
  readonly milliseconds: number;
}

type Tell = (step: PlayedStep) => void;

/** A scenario that is ready to be played: its file and its rules are right. */
export interface Prepared {
  readonly read: ReadScenario;
  readonly rules: Rules;
}

/** @param folder for what the scenario changes of its overlay. @throws ScenarioInvalid */
export function prepare(file: string, folder: string): Prepared {
  const read = readScenario(file, contentOf(file));
  return { read, rules: rulesOf(read, mkdtempSync(join(folder, 'rules-'))) };
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new ScenarioInvalid([
      { where: file, problem: 'there is no such file to read', hint: 'name a YAML file, as those in scenarios/' },
    ]);
  }
}

/** Plays it until a step fails. */
export async function play(ground: Ground, { read, rules }: Prepared, tell: Tell = () => {}): Promise<Played> {
  const began = performance.now();
  const steps = await playSteps(ground, read, rules, tell);
  const passed = steps.every(({ failures }) => failures.length === 0);
  const { scenario, proves } = read.scenario;
  return { file: read.file, scenario, proves, passed, steps, milliseconds: Math.round(performance.now() - began) };
}

function playSteps(ground: Ground, read: ReadScenario, rules: Rules, tell: Tell): Promise<PlayedStep[]> {
  const { scenario } = read;
  const { code } = rules.policies[0].region;
  const start = instantOf(scenario.start);
  return withTown({ ground, start, rules, schedules: scenario.schedules }, async (town) => {
    const cases = { ids: new Map(), owners: new Map(), last: '' };
    const scene = await setUp({ town, cast: createCast(scenario, code), cases, nextKey: createKeys() });
    const played: PlayedStep[] = [];
    let now = start;
    for (const [index, step] of scenario.steps.entries()) {
      now = timeOf(step, now);
      const failures = await playStep(scene, read, index, now);
      const done = { at: shown(now), what: described(step), failures };
      tell(done);
      played.push(done);
      if (failures.length > 0) break;
    }
    return played;
  });
}

async function setUp(scene: Scene): Promise<Scene> {
  const { town, cast } = scene;
  await town.know(cast.known());
  for (const { subject, entry } of cast.register()) {
    const { status, body } = await town.call(administrator, 'PUT', `/v1/staff/${subject}`, entry);
    if (status !== 200) throw new Error(`Entering ${subject} was answered ${status}: ${JSON.stringify(body)}`);
  }
  return scene;
}

function createKeys(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `scenario-${count}`;
  };
}

function timeOf({ at, after }: Step, before: Date): Date {
  if (at) return instantOf(at);
  return after ? new Date(before.getTime() + durationOf(after)) : before;
}

/** @returns what was not as expected. */
async function playStep(scene: Scene, { scenario, locate }: ReadScenario, index: number, at: Date): Promise<Failure[]> {
  const step = scenario.steps[index]!;
  const path = ['steps', index];
  const key = step.refused ? 'refused' : (actionOf(step) ?? 'at');
  const failure = await happen(scene, step, at);
  if (failure) return [{ where: locate([...path, key]), what: key, ...failure }];
  const failures: Failure[] = [];
  for (const [place, expected] of (step.expect ?? []).entries()) {
    const differing = await differences(scene, expected).catch(unanswered);
    failures.push(
      ...differing.map((difference) => ({
        where: locate([...path, 'expect', place, ...difference.path]),
        what: dotted(difference.path),
        expected: difference.expected,
        found: difference.found,
      })),
    );
  }
  return failures;
}

/** What cannot be looked at is not as expected. */
function unanswered(error: unknown): Difference[] {
  return [{ path: [], expected: 'an answer', found: (error as Error).message }];
}

/** @returns how it came out, where that is not what the step says. */
async function happen(scene: Scene, step: Step, at: Date): Promise<Pick<Failure, 'expected' | 'found'> | undefined> {
  const expected = step.refused ?? 'done';
  const { code, said } = await attempt(scene, step, at).catch((error: unknown) => ({
    code: 'broken',
    said: (error as Error).message,
  }));
  return code === expected ? undefined : { expected, found: said };
}

interface Outcome {
  /** `done`, or the code of the refusal. */
  readonly code: string;
  /** The same for people. */
  readonly said: string;
}

const done: Outcome = { code: 'done', said: 'done' };

/** Until all that follows from it has happened as well. */
async function attempt(scene: Scene, step: Step, at: Date): Promise<Outcome> {
  const action = actionOf(step);
  await scene.town.passUntil(at);
  const outcome = action ? outcomeOf(await act(scene, action, step[action] as never)) : done;
  await scene.town.rest();
  return outcome;
}

function outcomeOf({ status, body }: Answer): Outcome {
  if (status < 300) return done;
  const {
    code = String(status),
    detail = '',
    errors = [],
  } = (body ?? {}) as { code?: string; detail?: string; errors?: Finding[] };
  const findings = errors.map(({ where, problem }) => `${where}: ${problem}`);
  return { code, said: [`${code}: ${detail}`, ...findings].join('; ') };
}

/** One line for people. */
function described(step: Step): string {
  const action = actionOf(step);
  const content = action && step[action];
  const said =
    typeof content === 'object' ? Object.values(content).filter((value) => typeof value === 'string') : [content];
  const done = action ? `${action} ${said.join(' ')}` : 'time passes';
  return [step.note ?? done, ...(step.refused ? [`refused: ${step.refused}`] : [])].join(' — ');
}
