/** What each action in a round 批次 asks of the API. */
import type { z } from 'zod';
import type { memberDetail, roundDetail, roundSummary } from '../../api/rounds/shapes.ts';
import type { TokenClaims } from '../stack/issuer.ts';
import { instantOf } from './calendar-time.ts';
import { observer } from './cast.ts';
import type { Content } from './format.ts';
import { caseId, type Scene } from './scene.ts';
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
    town.call(cast.callerOf(by), 'POST', '/v1/rounds', { region: cast.region, closesAt: instantOf(cast.timeZone, closes).toISOString(), reason }),
  async ballot(scene: Scene, content: Content<'ballot'>): Promise<Answer> {
    const { by, opinion, unmet, note, reasons = unmet.map(criterionNotMet) } = content;
    const { links, criteria } = await judgedIn(scene, content);
    const found = criteria.map(({ code }) => ({ criterion: code, met: !unmet.includes(code) }));
    return scene.town.call(scene.cast.callerOf(by), 'PUT', `${links.self}/ballot`, { opinion, criteria: found, reasons, ...(note && { note }) });
  },
  askFromRound: (scene: Scene, content: Content<'askFromRound'>) => onMember(scene, content, 'questions', { also: content.also }),
  recuseFromRound: (scene: Scene, content: Content<'recuseFromRound'>) => onMember(scene, content, 'recusal', { rule: content.rule }),
  setAside: (scene: Scene, content: Content<'setAside'>) => onMember(scene, content, 'set-aside', { note: content.note }),
  async sign(scene: Scene, { by, round }: Content<'sign'>): Promise<Answer> {
    const code = round ?? (await roundCodes(scene))[0];
    if (code === undefined) throw new Error('there is no round');
    return scene.town.call(scene.cast.callerOf(by), 'POST', `${roundPath(scene, code)}/signature`);
  },
};

/** Of the scenario's region, the last to close first. */
export async function roundCodes({ town, cast }: Scene): Promise<string[]> {
  const { body } = await town.call(observer, 'GET', `/v1/rounds?region=${cast.region}&limit=100`);
  return (body as { items: z.infer<typeof roundSummary>[] }).items.map(({ code }) => code);
}

/** Undefined where there is none of this code. */
export async function findRound(scene: Scene, code: string): Promise<Round | undefined> {
  return found(await scene.town.call(observer, 'GET', roundPath(scene, code))) as Round | undefined;
}

/** The file of a case in a round, as this one sees it; undefined where it is not judged there. */
export async function findJudged(scene: Scene, code: string, id: string, as: TokenClaims = observer): Promise<Member | undefined> {
  return found(await scene.town.call(as, 'GET', `${roundPath(scene, code)}/members/${id}`)) as Member | undefined;
}

export function roundPath({ cast }: Scene, code: string): string {
  return `/v1/rounds/${cast.region}/${code}`;
}

async function onMember(scene: Scene, content: OnMember, verb: string, body: object): Promise<Answer> {
  const { links } = await judgedIn(scene, content);
  return scene.town.call(scene.cast.callerOf(content.by), 'POST', `${links.self}/${verb}`, body);
}

/** In the round that is named, or in the last that judges it. */
async function judgedIn(scene: Scene, { case: name, round }: OnMember): Promise<Member> {
  const id = caseId(scene, name);
  for (const code of round ? [round] : await roundCodes(scene)) {
    const member = await findJudged(scene, code, id);
    if (member) return member;
  }
  throw new Error(round ? `it is not in the round ${round}` : 'it is in no round');
}

function found({ status, body }: Answer): unknown {
  if (status === 404) return undefined;
  if (status === 200) return body;
  throw new Error(`it was answered ${status}: ${JSON.stringify(body)}`);
}

/** What an expert who finds a criterion unmet says, unless the scenario says more. */
function criterionNotMet(criterion: string) {
  return { code: 'criterionNotMet', clause: '准入标准（示例）', params: { criterion } };
}
