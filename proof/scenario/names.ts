/** What the format cannot say of a scenario: its names are borne by somebody, and its time goes forward. */
import type { Path } from '../../domain/policy/source.ts';
import { instantOf } from './calendar-time.ts';
import { actionNames, type Scenario, type Step } from './format.ts';
import { nameInRegion } from './format-parts.ts';

export interface Mistake {
  readonly path: Path;
  readonly problem: string;
}

export function misplaced(scenario: Scenario): Mistake[] {
  return [...backwards(scenario), ...unknownPeople(scenario), ...unknownCases(scenario)];
}

function backwards({ start, steps }: Scenario): Mistake[] {
  const mistakes: Mistake[] = [];
  let last = instantOf(start);
  for (const [index, { at }] of steps.entries()) {
    if (!at) continue;
    const instant = instantOf(at);
    if (instant < last) mistakes.push({ path: ['steps', index, 'at'], problem: 'lies before the step above' });
    last = instant;
  }
  return mistakes;
}

function unknownPeople({ people, agents, staff, steps }: Scenario): Mistake[] {
  const everybody = { ...people, ...agents, ...staff };
  return steps.flatMap((step, index) =>
    namesIn(step).flatMap(([action, { by, to, of, substitute, person, agent }]) => {
      const isColleague = action !== 'pickUp' && action !== 'report' && action !== 'assignContact';
      const borne: [string, string | undefined, object, string][] = [
        ['by', by, everybody, 'person, agent or member of the staff'],
        ['to', isColleague ? to : undefined, staff, 'member of the staff'],
        ['to', action === 'assignContact' ? to : undefined, agents, 'agent'],
        ['of', of, staff, 'member of the staff'],
        ['substitute', substitute, staff, 'member of the staff'],
        ['person', person, people, 'person'],
        ['agent', agent, agents, 'agent'],
      ];
      const unknown = borne.filter(([, name, bearers]) => name !== undefined && !(name in bearers));
      return unknown.map(([key, name, , what]) => ({
        path: ['steps', index, action, key],
        problem: `there is no ${what} ${name}`,
      }));
    }),
  );
}

function unknownCases({ steps }: Scenario): Mistake[] {
  const cases = new Set<string>();
  return steps.flatMap((step, index) => {
    const begun = (step.submit ?? step.find ?? step.applyFromContact)?.case;
    const mistakes: Mistake[] = [];
    const need = (name: string | undefined, ...key: PropertyKey[]) => {
      if (name === undefined || name === 'none' || cases.has(name)) return;
      mistakes.push({ path: ['steps', index, ...key], problem: `there is no case ${name} yet` });
    };
    if (begun !== undefined) {
      if (cases.has(begun)) mistakes.push({ path: ['steps', index], problem: `there is a case ${begun} already` });
      cases.add(begun);
    }
    for (const [action, { case: about, gives }] of namesIn(step)) {
      need(about, action, 'case');
      need(gives, action, 'gives');
    }
    for (const [place, { case: about }] of (step.expect ?? []).entries()) need(about, 'expect', place, 'case');
    return mistakes;
  });
}

/** Regions without rules, wherever one is named. */
export function unknownRegions({ staff, steps }: Scenario, regions: readonly string[]): Mistake[] {
  const members = Object.entries(staff).flatMap(([name, member]) =>
    (member.regions ?? []).map((region, index) => [['staff', name, 'regions', index], region] as const),
  );
  const named = [...members, ...steps.flatMap((step, index) => regionsIn(step, ['steps', index]))];
  return named
    .filter(([, region]) => region !== '*' && !regions.includes(region))
    .map(([path, region]) => ({ path, problem: `there are no rules for ${region}` }));
}

/** In the names of rounds and draws, and where somebody applies. */
function regionsIn(step: Step, path: Path): (readonly [Path, string])[] {
  const submitted = step.submit?.region;
  return [
    ...(submitted === undefined ? [] : [[[...path, 'submit', 'region'], submitted] as const]),
    ...regionsOfNames(step, path),
  ];
}

function regionsOfNames(value: unknown, path: Path): (readonly [Path, string])[] {
  if (typeof value === 'string') {
    const region = nameInRegion.exec(value)?.[1];
    return region === undefined ? [] : [[path, region]];
  }
  if (typeof value !== 'object' || value === null) return [];
  const parts = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return parts.flatMap(([key, part]) => regionsOfNames(part, [...path, key]));
}

type Names = Partial<Record<'by' | 'to' | 'of' | 'substitute' | 'person' | 'agent' | 'case' | 'gives', string>>;

function namesIn(step: Step): [string, Names][] {
  return actionNames.flatMap((action) => {
    const content = step[action];
    return typeof content === 'object' ? [[action, content as Names] satisfies [string, Names]] : [];
  });
}
