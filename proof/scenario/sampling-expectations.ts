/** What a step expects of the sampling check 抽查复核, held against what the API says. */
import type { z } from 'zod';
import type { drawDetail } from '../../api/sampling/shapes.ts';
import { observer } from './cast.ts';
import { below, compared, type Difference } from './comparing.ts';
import type { Expectation } from './expectation-format.ts';
import { drawIds, findSampled } from './sampling-actions.ts';
import type { ExpectedDraw, ExpectedSampled } from './sampling-format.ts';
import { caseId, foundIn, fullName, type Scene } from './scene.ts';

export async function differencesInSampling(
  scene: Scene,
  { case: name, draws = [], sampled = [] }: Expectation,
): Promise<Difference[]> {
  const found: Difference[][] = [];
  for (const [index, wanted] of draws.entries()) found.push(below(['draws', index], await ofDraw(scene, wanted)));
  for (const [index, wanted] of sampled.entries())
    found.push(below(['sampled', index], await ofSampled(scene, caseId(scene, name), wanted)));
  return found.flat();
}

async function ofDraw(scene: Scene, { draw: name, ...expected }: ExpectedDraw): Promise<Difference[]> {
  const id = fullName(name, scene.cast.region);
  const draw = foundIn(await scene.town.call(observer, 'GET', `/v1/sampling/draws/${id}`)) as
    z.infer<typeof drawDetail> | undefined;
  return draw ? compared(expected, draw) : [{ path: ['draw'], expected: id, found: await drawIds(scene) }];
}

async function ofSampled(
  scene: Scene,
  id: string,
  { draw, file, ...expected }: ExpectedSampled,
): Promise<Difference[]> {
  const found = await findSampled(scene, id, draw);
  if (!found) return [{ path: ['draw'], expected: draw, found: 'not in this draw' }];
  const { state, outcome, given, handling, follows, followedBy, opinions } = found;
  const view = {
    state,
    outcome,
    given,
    handling: handling ?? 'none',
    follows: follows ?? 'none',
    followedBy: followedBy ?? 'none',
    judges: Object.fromEntries(opinions.map((opinion) => [opinion.subject, opinion.state])),
  };
  return [...compared(expected, view), ...(file ? below(['file'], await ofFile(scene, found.links.self, file)) : [])];
}

/** What the judge has before them, but for the form to fill in. */
async function ofFile(
  { town, cast }: Scene,
  link: string,
  { seenBy, says, neverSays }: NonNullable<ExpectedSampled['file']>,
): Promise<Difference[]> {
  const { status, body } = await town.call(cast.callerOf(seenBy), 'GET', `${link}/file`);
  const text = JSON.stringify({ ...(body as object), form: undefined });
  if (status !== 200) return [{ path: ['seenBy'], expected: 'their file', found: text }];
  return [
    ...says.filter((words) => !text.includes(words)).map((expected) => ({ path: ['says'], expected, found: text })),
    ...neverSays
      .filter((words) => text.includes(words))
      .map((words) => ({ path: ['neverSays'], expected: `never ${words}`, found: text })),
  ];
}
