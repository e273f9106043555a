/** What each action of the sampling check 抽查复核 asks of the API. */
import type { z } from 'zod';
import type { blindFile, drawSummary, sampledDetail } from '../../api/sampling/shapes.ts';
import { observer } from './cast.ts';
import type { Content } from './format.ts';
import { ballotOf } from './round-actions.ts';
import { caseId, foundIn, isNamed, type Scene } from './scene.ts';
import type { Answer } from './town.ts';

type Sampled = z.infer<typeof sampledDetail>;

interface OnSampled {
  readonly by: string;
  readonly case?: string | undefined;
  readonly draw?: string | undefined;
}

export const samplingVerbs = {
  drawSample: ({ town, cast, nextKey }: Scene, { by, ...draw }: Content<'drawSample'>) =>
    town.call(
      cast.callerOf(by),
      'POST',
      '/v1/sampling/draws',
      { region: cast.regionOf(by), ...draw },
      { 'idempotency-key': nextKey() },
    ),
  async judgeSampled(scene: Scene, content: Content<'judgeSampled'>): Promise<Answer> {
    const { town, cast } = scene;
    const caller = cast.callerOf(content.by);
    const { links } = await sampledIn(scene, content);
    const file = await town.call(caller, 'GET', `${links.self}/file`);
    if (file.status >= 300) return file;
    const { criteria } = file.body as z.infer<typeof blindFile>;
    return town.call(caller, 'PUT', `${links.self}/opinion`, ballotOf(content, criteria));
  },
  recuseFromSampled: (scene: Scene, content: Content<'recuseFromSampled'>) =>
    onSampled(scene, content, 'recusal', { rule: content.rule }),
  handleDisagreement: (scene: Scene, content: Content<'handleDisagreement'>) => {
    const { handling, reason } = content;
    return onSampled(scene, content, 'handling', { handling, reason });
  },
  concludeCorrection: (scene: Scene, content: Content<'concludeCorrection'>) =>
    onSampled(scene, content, 'correction', { note: content.note }),
};

/** With their regions, the last to be opened first. */
export async function drawIds({ town }: Scene): Promise<string[]> {
  const { body } = await town.call(observer, 'GET', '/v1/sampling/draws?limit=100');
  const draws = (body as { items: z.infer<typeof drawSummary>[] }).items.toSorted((a, b) =>
    b.openedAt.localeCompare(a.openedAt),
  );
  return draws.map(({ region, code }) => `${region}/${code}`);
}

/** What became of a case in the last draw that it is in, or in the one that is named. */
export async function findSampled(scene: Scene, id: string, draw?: string): Promise<Sampled | undefined> {
  const ids = await drawIds(scene);
  for (const drawId of draw === undefined ? ids : ids.filter((each) => isNamed(each, draw))) {
    const sampled = foundIn(await scene.town.call(observer, 'GET', `/v1/sampling/draws/${drawId}/cases/${id}`));
    if (sampled) return sampled as Sampled;
  }
  return undefined;
}

async function onSampled(scene: Scene, content: OnSampled, verb: string, body: object): Promise<Answer> {
  const { links } = await sampledIn(scene, content);
  return scene.town.call(scene.cast.callerOf(content.by), 'POST', `${links.self}/${verb}`, body);
}

async function sampledIn(scene: Scene, { case: name, draw }: OnSampled): Promise<Sampled> {
  const sampled = await findSampled(scene, caseId(scene, name), draw);
  if (sampled) return sampled;
  throw new Error(draw ? `it is not in the draw ${draw}` : 'it is in no draw');
}
