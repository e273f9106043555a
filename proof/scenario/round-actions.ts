/** What each action in a round 批次 asks of the API. */
import type { z } from 'zod';
import type { memberDetail, roundDetail, roundSummary } from '../../api/rounds/shapes.ts';
import type { TokenClaims } from '../../stack/issuer.ts';
import { instantOf } from './calendar-time.ts';
import { observer } from './cast.ts';
import type { Content } from './format.ts';
import { caseId, foundIn, fullName, isNamed, type Scene } from './scene.ts';
import type { Answer } from './town.ts';

type Round = z.infer<typeof roundDetail>;
type Member = z.infer<typeof memberDetail>;

interface OnMember {
  readonly by: string;
  readonly case?: string | undefined;
  readonly round?: string | undefined;
}

export const roundVerbs = {
  openRound: ({ town, cast }: Scene, { by, closes, reason }: Content<'openRound'>) =>
    town.call(cast.callerOf(by), 'POST', '/v1/rounds', {
      region: cast.regionOf(by),
      closesAt: instantOf(closes).toISOString(),
      reason,
    }),
  async ballot(scene: Scene, content: Content<'ballot'>): Promise<Answer> {
    const { links, criteria } = await judgedIn(scene, content);
    const caller = scene.cast.callerOf(content.by);
    const { body } = await scene.town.call(caller, 'GET', links.self);
    const { open } = (body ?? {}) as Partial<Member>;
    return scene.town.call(caller, 'PUT', `${links.self}/ballot`, ballotOf(content, criteria, open));
  },
  askFromRound: (scene: Scene, content: Content<'askFromRound'>) =>
    onMember(scene, content, 'questions', { also: content.also }),
  recuseFromRound: (scene: Scene, content: Content<'recuseFromRound'>) =>
    onMember(scene, content, 'recusal', { rule: content.rule }),
  setAside: (scene: Scene, content: Content<'setAside'>) =>
    onMember(scene, content, 'set-aside', { note: content.note }),
  async sign(scene: Scene, { by, round }: Content<'sign'>): Promise<Answer> {
    const region = scene.cast.regionOf(by);
    const id =
      round === undefined
        ? (await roundIds(scene)).find((each) => each.startsWith(`${region}/`))
        : fullName(round, region);
    if (id === undefined) throw new Error('there is no round');
    return scene.town.call(scene.cast.callerOf(by), 'POST', `/v1/rounds/${id}/signature`);
  },
};

/** With their regions, the last to close first. */
export async function roundIds({ town }: Scene): Promise<string[]> {
  const { body } = await town.call(observer, 'GET', '/v1/rounds?limit=100');
  return (body as { items: z.infer<typeof roundSummary>[] }).items.map(({ region, code }) => `${region}/${code}`);
}

/** Undefined where there is none. */
export async function findRound({ town }: Scene, id: string): Promise<Round | undefined> {
  return foundIn(await town.call(observer, 'GET', `/v1/rounds/${id}`)) as Round | undefined;
}

/** The file of a case in the last round that judges it, or in the one that is named, as this one sees it. */
export async function findJudged(
  scene: Scene,
  id: string,
  round?: string,
  as?: TokenClaims,
): Promise<Member | undefined> {
  const see = (path: string, who: TokenClaims) => scene.town.call(who, 'GET', path);
  const ids = await roundIds(scene);
  for (const roundId of round === undefined ? ids : ids.filter((each) => isNamed(each, round))) {
    const member = foundIn(await see(`/v1/rounds/${roundId}/members/${id}`, observer)) as Member | undefined;
    if (member) return as ? (foundIn(await see(member.links.self, as)) as Member | undefined) : member;
  }
  return undefined;
}

async function onMember(scene: Scene, content: OnMember, verb: string, body: object): Promise<Answer> {
  const { links } = await judgedIn(scene, content);
  return scene.town.call(scene.cast.callerOf(content.by), 'POST', `${links.self}/${verb}`, body);
}

async function judgedIn(scene: Scene, { case: name, round }: OnMember): Promise<Member> {
  const member = await findJudged(scene, caseId(scene, name), round);
  if (member) return member;
  throw new Error(round ? `it is not in the round ${round}` : 'it is in no round');
}

interface Opinion extends Pick<Content<'ballot'>, 'opinion' | 'unmet' | 'note'> {
  readonly reasons?: readonly object[] | undefined;
}

/**
 * All criteria are met but those that are not, by the papers in the file; these are the reasons of a refusal, unless
 * others are given.
 */
export function ballotOf(
  { opinion, unmet, note, reasons = unmet.map(criterionNotMet) }: Opinion,
  criteria: readonly { readonly code: string }[],
  open: Member['open'] = [],
) {
  const found = criteria.map(({ code }) => {
    const papers = open.find(({ params }) => params['criterion'] === code)?.papers ?? [];
    return { criterion: code, met: !unmet.includes(code), ...(papers.length > 0 && { papers }) };
  });
  return { opinion, criteria: found, reasons, ...(note && { note }) };
}

/** What an expert who finds a criterion unmet says, unless the scenario says more. */
function criterionNotMet(criterion: string) {
  return { code: 'criterionNotMet', params: { criterion } };
}
