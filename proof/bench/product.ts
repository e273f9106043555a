import type { Client } from '@temporalio/client';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from '../demo/client.ts';
import type { Settings } from '../../stack/settings.ts';
import type { ExampleApplication } from '../../examples/format.ts';
import { PrismaClient } from '../../generated/engine/client.ts';
import { connect } from '../../platform/database.ts';
import { applicationWorkflowId } from '../../workflows/ids.ts';
import type { CountingApp } from './counting.ts';
import { historyFigures, type HistoryFigures } from './history.ts';
import { closedLoop, median } from './measure.ts';
import type { Path } from './path.ts';

export interface Round {
  /** From the first submission to the last effect. */
  readonly seconds: number;
  /** From submission to decision, each. */
  readonly milliseconds: readonly number[];
}

export interface CaseFigures extends HistoryFigures {
  readonly statements: number;
}

/** Whose issuer gives the tokens, and where the engine's rows are. */
export interface Place {
  readonly home: Settings['home'];
  readonly databases: { readonly engine: string };
}

/** The engine by its API, as external systems and reviewers see it. */
export function product(path: Path, { home, databases }: Place, api: string) {
  const client = createClient({
    api,
    home: home.folder,
    documents: home.documents,
    uploaded: new Map(),
    waitSeconds: 60,
  });
  const { prisma, close } = connect(PrismaClient, databases.engine, { max: 1 });
  const apply = path.decided(client);

  async function allClosed(): Promise<void> {
    while ((await prisma.applicationCase.count({ where: { stage: { not: 'closed' } } })) > 0) await delay(10);
  }

  /** Nothing waits to be told to another part. */
  async function allTold(): Promise<void> {
    while ((await prisma.outbox.count()) > 0) await delay(10);
  }

  async function round(lines: readonly ExampleApplication[], concurrency: number): Promise<Round> {
    const began = performance.now();
    const milliseconds = await closedLoop(
      lines.length,
      concurrency,
      async (index) => void (await apply(lines[index]!)),
    );
    await allClosed();
    return { seconds: (performance.now() - began) / 1_000, milliseconds };
  }

  /** Milliseconds to decision of each, begun when the one before is closed. */
  async function alone(lines: readonly ExampleApplication[]): Promise<number[]> {
    const milliseconds: number[] = [];
    for (const line of lines) {
      const began = performance.now();
      await apply(line);
      milliseconds.push(performance.now() - began);
      await allClosed();
    }
    return milliseconds;
  }

  return { apply, allClosed, allTold, round, alone, close };
}

/** Counts for each case, of an app that serves them alone: the first of them is not counted. */
export async function countedFigures(
  path: Path,
  settings: Place,
  app: CountingApp,
  temporal: Client,
  lines: readonly ExampleApplication[],
): Promise<CaseFigures> {
  const { apply, allClosed, close } = product(path, settings, app.url);
  try {
    await ready(app.url);
    const [first, ...rest] = lines; // the first reads policies that are then kept
    await apply(first!);
    await allClosed();
    const before = app.statements();
    const ids: string[] = [];
    for (const line of rest) ids.push(await apply(line));
    await allClosed();
    const statements = Math.round((app.statements() - before) / rest.length);
    const workflowIds = ids.map((id) => applicationWorkflowId(id));
    return { ...(await middleFigures(temporal, workflowIds)), statements };
  } finally {
    await close();
  }
}

/** The middle of what several histories count. */
export async function middleFigures(temporal: Client, workflowIds: readonly string[]): Promise<HistoryFigures> {
  const all = await Promise.all(workflowIds.map((id) => historyFigures(temporal, id)));
  const middle = (figure: keyof HistoryFigures) => median(all.map((each) => each[figure]));
  return {
    events: middle('events'),
    workflowTasks: middle('workflowTasks'),
    payloadBytes: Math.round(middle('payloadBytes')),
  };
}

async function ready(url: string): Promise<void> {
  while (!(await fetch(`${url}/ready`)).ok) await delay(50);
}
