import { setTimeout as delay } from 'node:timers/promises';
import { seeded, type Random } from '../../examples/office/random.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { plainDate } from '../../domain/plain-date.ts';
import { PrismaClient } from '../../generated/engine/client.ts';
import { connect } from '../../platform/database.ts';
import { sealer } from '../../platform/sealing.ts';
import { createClient } from '../demo/client.ts';
import { importRegistry } from '../demo/registry-import.ts';
import { until } from '../stack/until.ts';
import { readBooks, type CaseBooks, type Sources } from './books.ts';
import { openGround, type Ground } from './ground.ts';
import { live, type Life } from './people.ts';
import { discrepancies } from './reckoning.ts';
import { storiesOf } from './stories.ts';

export interface Plan {
  readonly cases: number;
  /** How often each part is killed. */
  readonly kills: number;
  readonly seed: number;
}

export interface Result extends Plan {
  readonly killed: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly conclusions: Readonly<Record<string, number>>;
  readonly filings: number;
  readonly messages: number;
  readonly workflows: number;
  /** What does not add up. */
  readonly findings: readonly string[];
}

/** Nothing is stuck as long as some case gets on within this time. */
const stuckAfter = 90_000;
const settlesWithin = 60_000;
/** More people at once would be a test of load. */
const mostAtOnce = 24;
const gap = { least: 300, most: 2_000 };

interface Watcher {
  readonly tell: (line: string) => void;
  /** A case is over. */
  readonly onEnd: () => void;
}

/** Kills parts of a stack of its own in `folder` while people work on cases, and counts what came of it. */
export async function run(plan: Plan, folder: string, { tell, onEnd }: Watcher): Promise<Result> {
  const random = seeded(plan.seed);
  const ground = await openGround(folder, random, tell);
  try {
    const began = Date.now();
    const today = plainDate(new Date(began).toISOString().slice(0, 10));
    const lives = storiesOf(plan.cases, plan.seed, today).map((story): Life => ({ story, seen: '', isOver: false }));
    await introduce(lives, ground);
    const { killed, findings } = await underFire(lives, { plan, ground, folder, random, onEnd });
    const { books, findings: wrong } = await count(lives, ground);
    const seconds = Math.round((Date.now() - began) / 1000);
    return { ...plan, killed, seconds, ...figures(books), findings: [...findings, ...wrong] };
  } finally {
    await ground.close();
  }
}

/** The registries know whom the stories are about. */
async function introduce(lives: readonly Life[], { settings: { databases, environment } }: Ground): Promise<void> {
  const { prisma, close } = connect(PrismaClient, databases.engine, { max: 1 });
  const keys = { sealer: sealer(environment.DATA_KEYS!), lookupKey: environment.LOOKUP_KEY! };
  try {
    await importRegistry(prisma, keys, lives.map(({ story }) => story.known));
  } finally {
    await close();
  }
}

interface Fire {
  readonly plan: Plan;
  readonly ground: Ground;
  readonly folder: string;
  readonly random: Random;
  readonly onEnd: () => void;
}

/** Between any two kills as many cases begin as between any other two, so that each strikes some on their way. */
async function underFire(lives: readonly Life[], { plan, ground, folder, random, onEnd }: Fire) {
  const { app: api } = ground.settings.urls;
  const client = createClient({ api, home: folder, documents: fromRoot('examples'), uploaded: new Map() });
  const findings: string[] = [];
  const killed: Record<string, number> = {};
  let stopped = false;
  let underWay = 0;
  const begun: Promise<void>[] = [];
  const begin = async (life: Life, after: number) => {
    underWay += 1;
    await delay(after);
    await live(life, client, () => stopped).catch((error: unknown) => {
      findings.push(`${life.story.title}, ${life.caseId}: ${(error as Error).message}`);
    });
    underWay -= 1;
    onEnd();
  };

  const blows = shuffled(Array.from({ length: plan.kills }, () => ground.names).flat(), random);
  for (const [turn, name] of [...blows, undefined].entries()) {
    const [from, to] = [turn, turn + 1].map((each) => Math.round((each * lives.length) / (blows.length + 1)));
    begun.push(...lives.slice(from, to).map((life) => begin(life, random.int(0, gap.most))));
    if (name === undefined) break;
    await delay(random.int(gap.least, gap.most));
    await until(async () => underWay <= mostAtOnce, stuckAfter);
    await ground.kill(name);
    killed[name] = (killed[name] ?? 0) + 1;
    if (!(await ground.isBack(name))) findings.push(`${name} does not come back`);
  }
  const all = Promise.all(begun);
  await Promise.race([all, untilStuck(lives)]);
  stopped = true;
  await all;
  const stuck = lives.filter(({ isOver }) => !isOver);
  findings.push(...stuck.map(({ story, caseId, seen }) => `stuck: ${story.title}, ${caseId} (${seen})`));
  return { killed, findings };
}

/** Resolves once nobody has got on for a while. */
async function untilStuck(lives: readonly Life[]): Promise<void> {
  const standing = () => lives.map(({ seen, isOver }) => `${seen} ${isOver}`).join();
  for (let before = ''; before !== standing(); await delay(stuckAfter, undefined, { ref: false })) before = standing();
}

/** The last effects and messages of the last cases may be on their way still. */
async function count(lives: readonly Life[], { settings: { databases, temporalAddress } }: Ground) {
  const sources: Sources = { ...databases, temporalAddress };
  const ids = lives.flatMap(({ caseId }) => caseId ?? []);
  let books: CaseBooks[] = [];
  const add = async () => {
    books = await readBooks(sources, ids);
    return books.every((each) => discrepancies(each).length === 0);
  };
  await until(add, settlesWithin, 500);
  const lost = ids.filter((caseId) => !books.some(({ id }) => id === caseId));
  const wrong = books.flatMap((each) => discrepancies(each).map((what) => `${each.id}: ${what}`));
  return { books, findings: [...lost.map((id) => `${id}: received, and in no book`), ...wrong] };
}

function figures(books: readonly CaseBooks[]) {
  const endings = books.map(({ stage, outcome, ending }) => (stage === 'closed' ? outcome! : (ending ?? stage)));
  const conclusions: Record<string, number> = {};
  for (const ending of endings.sort()) conclusions[ending] = (conclusions[ending] ?? 0) + 1;
  const sum = (size: (each: CaseBooks) => number) => books.reduce((total, each) => total + size(each), 0);
  return {
    conclusions,
    filings: sum(({ entitlements }) => entitlements.length),
    messages: sum(({ accepted }) => accepted.length),
    workflows: sum(({ runs }) => runs.length),
  };
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const rest = [...list];
  return list.map(() => rest.splice(random.int(0, rest.length - 1), 1)[0]!);
}
