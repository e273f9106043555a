/** What each action of a step asks of the API. */
import type { Department } from '../../domain/access/departments.ts';
import type { RegistryEventKind } from '../../domain/continuity/registry-event.ts';
import type { TokenClaims } from '../../stack/issuer.ts';
import { observer } from './cast.ts';
import { actionNames, unsigned, type Action, type Content, type Step } from './format.ts';
import { contactVerbs } from './outreach-actions.ts';
import { upload } from './papers.ts';
import { roundVerbs } from './round-actions.ts';
import { samplingVerbs } from './sampling-actions.ts';
import { caseId, takeIn, type Scene } from './scene.ts';
import type { Answer } from './town.ts';

type Verbs = { readonly [A in Action]: (scene: Scene, content: Content<A>) => Promise<Answer> };

interface OnTask {
  readonly by: string;
  readonly case?: string | undefined;
  readonly task: string;
}

/** The department that reports a change, unless a story names another. */
const reporters = {
  died: 'civilAffairs',
  insuranceLapsed: 'medicalSecurity',
  insuranceResumed: 'medicalSecurity',
  insuranceTypeChanged: 'medicalSecurity',
  categoryGained: 'civilAffairs',
  categoryLost: 'civilAffairs',
  retracted: 'civilAffairs',
} as const satisfies Record<RegistryEventKind, Department>;

const registers = (region: string, department: Department): TokenClaims => ({
  subject: 'registers',
  roles: ['externalSystem'],
  regions: [region],
  department,
});

const done: Answer = { status: 200, body: undefined };

const verbs: Verbs = {
  submit,
  supply: (scene, said) =>
    tell(scene, 'supplements', said, async (caller) => ({
      documents: await upload(scene, caller, said.papers),
      records: said.records,
      ...(said.institution && { institution: said.institution }),
    })),
  withdraw: (scene, said) =>
    tell(scene, 'withdrawal', said, async () => ({ ...(said.reason && { reason: said.reason }) })),
  appeal: (scene, said) =>
    tell(scene, 'appeals', said, async (caller) => ({
      grounds: said.grounds,
      documents: await upload(scene, caller, said.papers),
    })),
  next: drawNext,
  claim: (scene, content) => onTask(scene, content, 'claim', {}),
  release: (scene, content) => onTask(scene, content, 'release', {}),
  assign: (scene, content) => onTask(scene, content, 'assign', { to: content.to }),
  transfer: (scene, content) => onTask(scene, content, 'transfer', { to: content.to }),
  delegate: (scene, content) => onTask(scene, content, 'delegation', { to: content.to }),
  giveOpinion: (scene, content) => onTask(scene, content, 'opinion', { opinion: content.opinion }),
  recuse: (scene, content) => onTask(scene, content, 'recusal', {}),
  complete,
  takeBack: (scene, content) => onTask(scene, content, 'retraction', {}),
  declineVisit,
  pickUp: (scene, { by, case: name, to }) =>
    scene.town.call(scene.cast.callerOf(by), 'POST', `/v1/applications/${caseId(scene, name)}/handbook/pickup`, { to }),
  absence: ({ town, cast }, { by, of: subject, ...entry }) =>
    town.call(cast.callerOf(by), 'POST', '/v1/absences', { subject, region: cast.regionOf(subject), ...entry }),
  report: ({ town, cast, nextKey }, { person, id = nextKey(), department, ...event }) =>
    town.call(registers(cast.insuredIn(person), department ?? reporters[event.kind]), 'POST', '/v1/registry-events', {
      id,
      region: cast.insuredIn(person),
      idNumber: cast.applicantOf(person).idNumber,
      ...event,
    }),
  async know({ town, cast }, news) {
    await town.know([cast.learn(news)]);
    return done;
  },
  find,
  async down({ town }, part) {
    await town.switches[part].down();
    return done;
  },
  async up({ town }, part) {
    await town.switches[part].up();
    return done;
  },
  async settlementRefuses({ town }, refused) {
    await town.switches.settlement.refuse(refused === 'none' ? undefined : refused);
    return done;
  },
  ...roundVerbs,
  ...samplingVerbs,
  ...contactVerbs,
};

/** Undefined for a step in which nothing is done. */
export function actionOf(step: Step): Action | undefined {
  return actionNames.find((action) => step[action] !== undefined);
}

export function act<A extends Action>(scene: Scene, action: A, content: Content<A>): Promise<Answer> {
  return verbs[action](scene, content);
}

async function submit(scene: Scene, asked: Content<'submit'>): Promise<Answer> {
  const { town, cast } = scene;
  const { person, agent, by = agent ?? person } = asked;
  const caller = cast.callerOf(by);
  const { disease, kind, institution, treatingPhysician, records, limitedMobility } = asked;
  const about = { disease, records, ...given({ kind, institution, treatingPhysician }) };
  const form = {
    region: asked.region ?? cast.region,
    channel: asked.channel ?? cast.channelFor(by),
    applicant: { ...cast.applicantOf(person), ...given({ limitedMobility }) },
    ...(agent && { agent: cast.agentOf(agent) }),
    ...(cast.hasDesk(by) && { presence: { proof: 'electronicCredential' } }),
    insuranceType: asked.insuranceType ?? cast.people[person]!.insurance[0]?.type ?? 'resident',
    diseases: [{ ...about, documents: await upload(scene, caller, asked.papers) }],
  };
  const answer = await town.call(caller, 'POST', '/v1/applications', form, { 'idempotency-key': scene.nextKey() });
  if (answer.status >= 300) return answer;
  const [received] = (answer.body as { applications: { id: string }[] }).applications;
  takeIn(scene, asked.case, received!.id, by);
  return answer;
}

async function tell(
  scene: Scene,
  what: string,
  { case: name, by }: { case?: string | undefined; by?: string | undefined },
  bodyBy: (caller: TokenClaims) => Promise<object>,
): Promise<Answer> {
  const { town, cast, cases } = scene;
  const caller = cast.callerOf(by ?? cases.owners.get(name ?? cases.last)!);
  const path = `/v1/applications/${caseId(scene, name)}/${what}`;
  return town.call(caller, 'POST', path, await bodyBy(caller), { 'idempotency-key': scene.nextKey() });
}

async function drawNext(scene: Scene, { by, task, gives }: Content<'next'>): Promise<Answer> {
  const { town, cast } = scene;
  const answer = await town.call(cast.callerOf(by), 'POST', '/v1/inbox/next', given({ kind: 'task', taskKind: task }));
  if (answer.status >= 300 || gives === undefined) return answer;
  const drawn = (answer.body as { subject: { id: string } } | undefined)?.subject.id;
  const wanted = gives === 'none' ? undefined : caseId(scene, gives);
  if (drawn === wanted) return answer;
  const names = [...scene.cases.ids].find(([, id]) => id === drawn);
  throw new Error(`it gave ${names?.[0] ?? 'none'}`);
}

/** Whoever completes a task takes it first, where nobody has. */
async function complete(scene: Scene, { answer: decision, ...content }: Content<'complete'>): Promise<Answer> {
  const { id, state } = await taskOf(scene, content);
  if (state === 'ready') {
    const claimed = await onTask(scene, content, 'claim', {});
    if (claimed.status >= 300) return claimed;
  }
  const signed = decision.outcome === 'visited' && decision.signatureId === unsigned;
  if (!signed)
    return onTask(scene, content, 'completion', { decision: await restingOnPapers(scene, content, decision, id) });
  const [paper] = await upload(scene, scene.cast.callerOf(content.by), ['signature']);
  return onTask(scene, content, 'completion', { decision: { ...decision, signatureId: paper!.documentId } });
}

/** A point that is found satisfied rests on the papers that the file has for it, unless the scenario says otherwise. */
async function restingOnPapers(
  { town, cast }: Scene,
  { by }: Pick<Content<'complete'>, 'by'>,
  decision: Content<'complete'>['answer'],
  id: string,
): Promise<object> {
  if (!('answers' in decision)) return decision;
  const { body } = await town.call(cast.callerOf(by), 'GET', `/v1/tasks/${id}`);
  const { open = [] } = body as { open?: readonly { readonly papers: readonly string[] | null }[] };
  const answers = decision.answers.map((answer) => {
    const papers = open[answer.point]?.papers ?? [];
    return answer.answer === 'satisfied' && papers.length > 0 ? { papers, ...answer } : answer;
  });
  return { ...decision, answers };
}

async function onTask(scene: Scene, content: OnTask, verb: string, body: object): Promise<Answer> {
  const { id, version } = await taskOf(scene, content);
  return scene.town.call(scene.cast.callerOf(content.by), 'POST', `/v1/tasks/${id}/${verb}`, { version, ...body });
}

async function declineVisit(scene: Scene, said: Content<'declineVisit'>): Promise<Answer> {
  const { body } = await scene.town.call(observer, 'GET', `/v1/applications/${caseId(scene, said.case)}`);
  const visit = (body as { visits: { id: string }[] }).visits.at(-1);
  if (!visit) throw new Error('there is no visit');
  return tell(scene, `visits/${visit.id}/decline`, said, async () => ({}));
}

/** A case that was opened by itself gets its name. */
async function find(scene: Scene, { case: name, kind }: Content<'find'>): Promise<Answer> {
  const { body } = await scene.town.call(observer, 'GET', '/v1/applications?limit=100');
  const known = [...scene.cases.ids.values()];
  const found = (body as { items: { id: string; kind: string }[] }).items.find(
    (item) => item.kind === kind && !known.includes(item.id),
  );
  if (!found) throw new Error(`there is no case of kind ${kind} without a name`);
  takeIn(scene, name, found.id);
  return done;
}

interface FoundTask {
  readonly id: string;
  readonly version: number;
  readonly state: string;
}

/** The newest of its kind. */
async function taskOf(scene: Scene, { case: name, task: kind }: OnTask): Promise<FoundTask> {
  const path = `/v1/tasks?applicationId=${caseId(scene, name)}&kind=${kind}&limit=100`;
  const { body } = await scene.town.call(observer, 'GET', path);
  const tasks = (body as { items: (FoundTask & { createdAt: string })[] }).items;
  const newest = tasks.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))[0];
  if (!newest) throw new Error(`there is no task ${kind}`);
  return newest;
}

/** Without what is left out. */
function given<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
