/** What a step expects, held against what the API and the services say. */
import type { z } from 'zod';
import type { applicationDetail } from '../../api/cases/shapes.ts';
import type { taskDetail, taskPage } from '../../api/tasks/shapes.ts';
import type { EntitlementWithHistory } from '../../services/settlement/contract/entitlements.ts';
import { shown } from './calendar-time.ts';
import { observer } from './cast.ts';
import { below, compared, instantsShown, same, shownOrNone, type Difference } from './comparing.ts';
import type { Expectation } from './expectation-format.ts';
import { sentOf, type Sent } from './letters.ts';
import { differencesInOutreach } from './outreach-expectations.ts';
import { differencesInRounds } from './round-expectations.ts';
import { differencesInSampling } from './sampling-expectations.ts';
import { caseId, type Scene } from './scene.ts';

type Detail = z.infer<typeof applicationDetail>;
type Task = z.infer<typeof taskDetail>;
type Entitlement = z.infer<typeof EntitlementWithHistory>;

/** @returns what differs; nothing when all is as expected. */
export async function differences(scene: Scene, expected: Expectation): Promise<Difference[]> {
  const { rounds, noRounds, judged, alarms, draws, sampled, contacts, noContacts, ...ofOne } = expected;
  const isOfCase = Object.entries(ofOne).some(([key, wanted]) => key !== 'case' && wanted !== undefined);
  return [
    ...(isOfCase ? await differencesInCase(scene, ofOne) : []),
    ...(await differencesInRounds(scene, { rounds, noRounds, judged, alarms, case: ofOne.case })),
    ...(await differencesInSampling(scene, { draws, sampled, case: ofOne.case })),
    ...(await differencesInOutreach(scene, { contacts, noContacts })),
  ];
}

async function differencesInCase(scene: Scene, expected: Expectation): Promise<Difference[]> {
  const id = caseId(scene, expected.case);
  const detail = await read<Detail>(scene, `/v1/applications/${id}`);
  const found = [ofCase(detail, expected), ofTimeline(detail, expected), ofVisits(detail, expected)];
  if (expected.tasks) found.push(ofTasks(await tasksOf(scene, id), expected.tasks));
  if (expected.notices || expected.noNotices) found.push(ofNotices(await sentOf(scene.town, detail.notices), expected));
  if (expected.entitlement) found.push(ofEntitlement(await entitlementOf(scene, detail), expected.entitlement));
  return found.flat();
}

async function read<T>({ town }: Scene, path: string): Promise<T> {
  const { status, body } = await town.call(observer, 'GET', path);
  if (status !== 200) throw new Error(`GET ${path} was answered ${status}: ${JSON.stringify(body)}`);
  return body as T;
}

function ofCase(detail: Detail, expected: Expectation): Difference[] {
  const { decision } = detail;
  const at = (instant: string | null | undefined) => shownOrNone(instant);
  const found: Partial<Record<keyof Expectation, unknown>> = {
    status: detail.status,
    stage: detail.stage,
    outcome: detail.outcome ?? 'none',
    ending: detail.ending ?? 'none',
    decidedBy: decision?.decidedBy,
    decidedAt: at(decision?.decidedAt),
    reasons: decision?.reasons?.map(({ code }) => code) ?? [],
    missing: detail.missing?.map(({ code }) => code) ?? [],
    benefitFrom: decision?.benefitFrom ?? 'none',
    benefitUntil: decision?.benefitUntil ?? 'none',
    acceptedAt: at(detail.acceptedAt),
    due: at(detail.dueAt),
    breached: detail.breachedAt !== null,
    supplyBy: at(detail.supplyBy),
    handbook: detail.handbookNumber !== null,
    recognition: detail.recognitionState ?? 'inForce',
    filingNumber: detail.entitlement?.filingNumber ?? 'none',
  };
  const wanted = Object.entries({ ...expected, ...instantsShown(expected) }).filter(([key]) => key in found);
  return compared(Object.fromEntries(wanted), found);
}

/** In this order, whatever else happened between. */
function ofTimeline({ timeline }: Detail, { timeline: expected }: Expectation): Difference[] {
  if (!expected) return [];
  const found = timeline.map(({ action }) => action);
  let place = 0;
  for (const [index, action] of expected.entries()) {
    place = found.indexOf(action, place) + 1;
    if (place === 0) return [{ path: ['timeline', index], expected: action, found }];
  }
  return [];
}

/** All of them, in their order. */
function ofVisits({ visits }: Detail, { visits: expected }: Expectation): Difference[] {
  if (!expected) return [];
  const found = visits.map(({ state, inPerson, attempts, team }) => ({
    state,
    inPerson,
    attempts,
    team: team ?? 'none',
  }));
  if (found.length !== expected.length) return [{ path: ['visits'], expected, found }];
  return expected.flatMap((visit, index) => below(['visits', index], compared(visit, found[index]!)));
}

async function tasksOf(scene: Scene, id: string): Promise<Task[]> {
  const { items } = await read<z.infer<typeof taskPage>>(scene, `/v1/tasks?applicationId=${id}&limit=100`);
  const tasks = await Promise.all(items.map((task) => read<Task>(scene, `/v1/tasks/${task.id}`)));
  return tasks.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
}

/** Each one expected is some one of the tasks. */
function ofTasks(tasks: readonly Task[], expected: NonNullable<Expectation['tasks']>): Difference[] {
  const found = tasks.map((task) => viewOf(task));
  const free = [...found];
  return expected.flatMap((wanted, index) => {
    const said = { ...wanted, ...instantsShown(wanted) };
    const match = free.findIndex((task) => compared(said, task).length === 0);
    if (match < 0)
      return [{ path: ['tasks', index], expected: wanted, found: found.filter(({ kind }) => kind === wanted.kind) }];
    free.splice(match, 1);
    return [];
  });
}

function viewOf(task: Task) {
  return {
    kind: task.kind,
    state: task.state,
    assignee: task.assignee ?? 'none',
    due: shown(new Date(task.dueAt)),
    warned: task.warnedAt !== null,
    breached: task.breachedAt !== null,
    escalated: task.escalatedAt !== null,
    answer: task.answer ?? 'none',
    completedBy: task.completedBy ?? 'none',
    onBehalfOf: task.onBehalfOf ?? 'none',
    follows: task.follows?.answer.outcome ?? 'none',
  };
}

function ofNotices(sent: readonly Sent[], { notices = [], noNotices = [] }: Expectation): Difference[] {
  const missing = notices.flatMap(({ template, to, channels, times, ...texts }, index): Difference[] => {
    const letters = sent.filter((letter) => letter.template === template && letter.to === to);
    const path = ['notices', index];
    if (letters.length === 0)
      return [
        { path, expected: `${template} to ${to}`, found: sent.map((letter) => `${letter.template} to ${letter.to}`) },
      ];
    const used = Object.keys(letters[0]!.texts);
    return [
      ...(times !== undefined && times !== letters.length
        ? [{ path: [...path, 'times'], expected: times, found: letters.length }]
        : []),
      ...(channels && !same(channels, used) ? [{ path: [...path, 'channels'], expected: channels, found: used }] : []),
      ...below(path, ofTexts(letters, texts)),
    ];
  });
  const unwanted = noNotices.filter((template) => sent.some((letter) => letter.template === template));
  return [
    ...missing,
    ...unwanted.map((template) => ({ path: ['noNotices'], expected: `no ${template}`, found: template })),
  ];
}

type SaidIn = Pick<NonNullable<Expectation['notices']>[number], 'says' | 'neverSays' | 'smsNeverSays'>;

function ofTexts(letters: readonly Sent[], { says, neverSays, smsNeverSays }: SaidIn): Difference[] {
  const sms = letters.flatMap(({ texts }) => texts.sms ?? []);
  const all = letters.flatMap(({ texts }) => Object.values(texts));
  const lacking = says.filter((text) => !all.some((written) => written.includes(text)));
  const told = neverSays.filter((text) => all.some((written) => written.includes(text)));
  const toldBySms = smsNeverSays.filter((text) => sms.some((written) => written.includes(text)));
  return [
    ...lacking.map((expected) => ({ path: ['says'], expected, found: all })),
    ...told.map((text) => ({ path: ['neverSays'], expected: `never ${text}`, found: all })),
    ...toldBySms.map((text) => ({ path: ['smsNeverSays'], expected: `never ${text}`, found: sms })),
  ];
}

async function entitlementOf({ town }: Scene, { entitlement }: Detail): Promise<Entitlement | undefined> {
  if (!entitlement) return undefined;
  return JSON.parse(await town.read('settlement', `/v1/entitlements/${entitlement.filingNumber}`)) as Entitlement;
}

function ofEntitlement(
  found: Entitlement | undefined,
  expected: NonNullable<Expectation['entitlement']>,
): Difference[] {
  const path = ['entitlement'];
  if (expected === 'none' || !found) {
    return (expected === 'none') === (found === undefined) ? [] : [{ path, expected, found: found ? 'one' : 'none' }];
  }
  const { state, from, until, insuranceType, institution } = found;
  return below(
    path,
    compared(expected, { state, from, until: until ?? 'none', insuranceType, institution: institution ?? 'none' }),
  );
}
