/** People at work while parts are killed. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../../examples/office/random.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { createClient } from '../demo/client.ts';
import { until } from '../../stack/until.ts';
import type { Course } from './courses.ts';
import type { Ground, PartName } from './ground.ts';
import { live } from './people.ts';
import { introducePatients } from './introduction.ts';
import { attend, secretsIn, type HeldClaim, type SettlementOffice } from './providers.ts';

interface Fire {
  readonly ground: Ground;
  readonly folder: string;
  readonly random: Random;
  /** Which parts are killed, and how often each. */
  readonly parts: readonly PartName[];
  readonly kills: number;
  /** A case is over, and the claims beside it are settled. */
  readonly onEnd: () => void;
}

/** Nothing is stuck as long as somebody gets on within this time. */
const stuckAfter = 90_000;
/** More people at once would be a test of load. */
const mostAtOnce = 24;
const gap = { least: 300, most: 2_000 };
const betweenVisits = 200;

export async function underFire(courses: readonly Course[], fire: Fire) {
  const { urls, environment } = fire.ground.settings;
  const visits = courses.flatMap((course) => course.visits);
  await introducePatients(visits, { url: urls.settlement, serviceToken: environment.SERVICE_TOKEN! });
  const crowd = openCrowd(fire);
  const killed = await strike(courses, crowd, fire);
  const lives = courses.map(({ life }) => life);
  await crowd.end(() => lives.map(({ seen, isOver }) => `${seen} ${isOver}`).join());
  const stuck = lives.filter(({ isOver }) => !isOver);
  const findings = stuck.map(({ story, caseId, seen }) => `stuck: ${story.title}, ${caseId} (${seen})`);
  return { killed, held: crowd.held, findings: [...crowd.findings, ...findings] };
}

type Crowd = ReturnType<typeof openCrowd>;

/** Applicants, reviewers and providers. */
function openCrowd({ ground: { settings }, folder, onEnd }: Fire) {
  const { urls, home } = settings;
  const client = createClient({ api: urls.app, home: folder, documents: fromRoot('examples'), uploaded: new Map() });
  const findings: string[] = [];
  const held: HeldClaim[] = [];
  const begun: Promise<void>[] = [];
  let underWay = 0;
  let stopped = false;
  const office: SettlementOffice = {
    urls: [urls.settlement],
    secretOf: secretsIn(home.providers),
    pause: betweenVisits,
    stopped: () => stopped,
  };

  async function take({ life, visits }: Course, after: number): Promise<void> {
    const note = ({ message }: Error) => void findings.push(`${life.story.title}, ${life.caseId}: ${message}`);
    underWay += 1;
    await delay(after);
    await Promise.all([live(life, client, office.stopped).catch(note), attend(visits, office, held).catch(note)]);
    underWay -= 1;
    onEnd();
  }

  return {
    findings,
    held,
    begin: (course: Course, after: number) => void begun.push(take(course, after)),
    isSmall: async () => underWay <= mostAtOnce,
    /** All of it, or where nobody gets on any more. */
    async end(standing: () => string): Promise<void> {
      await Promise.race([Promise.all(begun), untilStuck(() => `${standing()} ${held.length}`)]);
      stopped = true;
      await Promise.all(begun);
    },
  };
}

/** Between any two kills as many cases begin as between any other two, so that each strikes some on their way. */
async function strike(courses: readonly Course[], crowd: Crowd, { ground, random, parts, kills }: Fire) {
  const killed: Partial<Record<PartName, number>> = {};
  const blows = shuffled(Array.from({ length: kills }, () => parts).flat(), random);
  for (const [turn, name] of [...blows, undefined].entries()) {
    const [from, to] = [turn, turn + 1].map((each) => Math.round((each * courses.length) / (blows.length + 1)));
    for (const course of courses.slice(from, to)) crowd.begin(course, random.int(0, gap.most));
    if (name === undefined) break;
    await delay(random.int(gap.least, gap.most));
    await until(crowd.isSmall, stuckAfter);
    await ground.kill(name);
    killed[name] = (killed[name] ?? 0) + 1;
    if (!(await ground.isBack(name))) crowd.findings.push(`${name} does not come back`);
  }
  return killed;
}

/** Resolves once nobody has got on for a while. */
async function untilStuck(standing: () => string): Promise<void> {
  for (let before = ''; before !== standing(); await delay(stuckAfter, undefined, { ref: false })) before = standing();
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const rest = [...list];
  return list.map(() => rest.splice(random.int(0, rest.length - 1), 1)[0]!);
}
