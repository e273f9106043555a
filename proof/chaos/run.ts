import { seeded } from '../../examples/office/random.ts';
import { plainDate } from '../../domain/plain-date.ts';
import { PrismaClient } from '../../generated/engine/client.ts';
import { connect } from '../../platform/database.ts';
import { sealer } from '../../platform/sealing.ts';
import { importRegistry } from '../demo/registry-import.ts';
import { until } from '../../stack/until.ts';
import { readBooks, type CaseBooks, type Sources } from './books.ts';
import { readClaimBooks } from './claim-books.ts';
import { claimDiscrepancies } from './claim-reckoning.ts';
import { coursesOf } from './courses.ts';
import { caseFigures, claimFigures, type CaseFigures, type ClaimFigures } from './figures.ts';
import { underFire } from './fire.ts';
import { openGround, type Ground, type PartName } from './ground.ts';
import type { Life } from './people.ts';
import type { HeldClaim } from './providers.ts';
import { discrepancies } from './reckoning.ts';
import { storiesOf } from './stories.ts';

export interface Plan {
  readonly cases: number;
  /** Of providers, spread over the cases. */
  readonly claims: number;
  /** Which parts are killed, and how often each. */
  readonly parts: readonly PartName[];
  readonly kills: number;
  readonly seed: number;
}

export interface Result extends Plan, CaseFigures, ClaimFigures {
  readonly killed: Readonly<Partial<Record<PartName, number>>>;
  readonly seconds: number;
  /** What does not add up. */
  readonly findings: readonly string[];
}

const settlesWithin = 60_000;

interface Watcher {
  readonly tell: (line: string) => void;
  /** A case is over. */
  readonly onEnd: () => void;
}

/** Kills parts of a stack of its own in `folder` while people work on cases and claims, and counts what came of it. */
export async function run(plan: Plan, folder: string, { tell, onEnd }: Watcher): Promise<Result> {
  const { cases, seed, parts, kills } = plan;
  const random = seeded(seed);
  const ground = await openGround(folder, random, tell);
  try {
    const began = Date.now();
    const today = plainDate(new Date(began).toISOString().slice(0, 10));
    const lives = storiesOf(cases, seed, today).map((story): Life => ({ story, seen: '', isOver: false }));
    await introduce(lives, ground);
    const courses = coursesOf(lives, plan, today, ground.settings.environment.LOOKUP_KEY!);
    const { killed, held, findings } = await underFire(courses, { ground, folder, random, parts, kills, onEnd });
    const { findings: wrong, ...figures } = await count(lives, held, ground);
    const seconds = Math.round((Date.now() - began) / 1000);
    return { ...plan, killed, seconds, ...figures, findings: [...findings, ...wrong] };
  } finally {
    await ground.close();
  }
}

/** The registries know whom the stories are about. */
async function introduce(lives: readonly Life[], { settings: { databases, environment } }: Ground): Promise<void> {
  const { prisma, close } = connect(PrismaClient, databases.engine, { max: 1 });
  const keys = { sealer: sealer(environment.DATA_KEYS!), lookupKey: environment.LOOKUP_KEY! };
  try {
    await importRegistry(
      prisma,
      keys,
      lives.map(({ story }) => story.known),
    );
  } finally {
    await close();
  }
}

async function count(lives: readonly Life[], held: readonly HeldClaim[], { settings }: Ground) {
  const { databases, temporalAddress } = settings;
  const ids = lives.flatMap(({ caseId }) => caseId ?? []);
  const books = await settledBooks({ ...databases, temporalAddress }, ids);
  const claims = await readClaimBooks(databases.settlement);
  const lost = ids.filter((caseId) => !books.some(({ id }) => id === caseId));
  const wrong = books.flatMap((each) => discrepancies(each).map((what) => `${each.id}: ${what}`));
  wrong.push(...lost.map((id) => `${id}: received, and in no book`), ...claimDiscrepancies(held, claims));
  return { ...caseFigures(books), ...claimFigures(held, claims), findings: wrong };
}

/** The last effects and messages of the last cases may be on their way still. */
async function settledBooks(sources: Sources, ids: readonly string[]): Promise<CaseBooks[]> {
  let books: CaseBooks[] = [];
  const add = async () => {
    books = await readBooks(sources, ids);
    return books.every((each) => discrepancies(each).length === 0);
  };
  await until(add, settlesWithin, 500);
  return books;
}
