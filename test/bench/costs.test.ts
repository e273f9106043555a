/** What a case costs at most. These do not vary from run to run: a change that raises one is a regression. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RoundFigures } from '../../proof/bench/batch-measures.ts';
import { immediatePath } from '../../proof/bench/immediate-path.ts';
import { queueFigures } from '../../proof/bench/queue-app.ts';
import { reviewPath } from '../../proof/bench/review-path.ts';
import { createDatabase } from '../support/databases.ts';
import { openCounted, type Counted } from './counted.ts';

let counted: Counted;
beforeAll(async () => {
  counted = await openCounted();
});
afterAll(() => counted?.close());

it.each([
  ['an immediate application', immediatePath, { events: 11, workflowTasks: 1, statements: 9, payloadBytes: 2_430 }],
  ['a case with two reviewers', reviewPath, { events: 32, workflowTasks: 3, statements: 25, payloadBytes: 5_440 }],
] as const)('%s costs no more than it did', async (_case, path, ceilings) => {
  const figures = await counted.case(path);
  for (const [figure, ceiling] of Object.entries(ceilings)) {
    expect(figures[figure as keyof typeof ceilings], figure).toBeGreaterThan(0);
    expect(figures[figure as keyof typeof ceilings], figure).toBeLessThanOrEqual(ceiling);
  }
});

describe('a round', () => {
  const members = 40;
  let round: RoundFigures;
  beforeAll(async () => {
    const { rounds } = await counted.round({ members, experts: 4, concurrency: 16 });
    [round] = rounds as [RoundFigures];
  }, 120_000);

  it('has two judge every member at least, and is published', () => {
    expect(round.members).toBe(members);
    expect(round.ballots.count).toBeGreaterThanOrEqual(2 * members);
    expect(round.seconds.all).toBeGreaterThan(round.seconds.publishing);
  });

  // What does not depend on the members counts for more among few: of a thousand, a member costs 20 statements.
  it('costs no more than it did, its coordinator and each member', () => {
    expect(round.events).toBeLessThanOrEqual(200);
    expect(round.member.events).toBeLessThanOrEqual(21);
    expect(round.member.statements).toBeLessThanOrEqual(30);
  });
});

describe('the queues', () => {
  const size = { tasks: 2_000, ballots: 500, contacts: 500, calls: 5, reviewers: 10 };
  let figures: Awaited<ReturnType<typeof queueFigures>>;
  beforeAll(async () => {
    figures = await queueFigures(await createDatabase('engine'), size, (_title, work) => work());
  });

  /** SQL statements of a call: who stands in for whom, and then what was asked for. */
  const ceilings = { next: 4, page: 3, count: 3, inbox: 4 };

  it('give the next task for no more statements than they did, alone or among others', () => {
    const { alone, together, expert } = figures.next;
    for (const { statements, p95 } of [alone, together, expert]) {
      expect(statements).toBeLessThanOrEqual(ceilings.next);
      expect(p95).toBeGreaterThan(0);
    }
  });

  it('neither does a page cost more, nor a count', () => {
    for (const [name, { statements }] of Object.entries(figures.pages))
      expect(statements, name).toBeLessThanOrEqual(ceilings.page);
    for (const [name, { statements }] of Object.entries(figures.counts))
      expect(statements, name).toBeLessThanOrEqual(ceilings.count);
    for (const ofInbox of [figures.inbox, figures.inboxCounts])
      for (const [name, { statements }] of Object.entries(ofInbox))
        expect(statements, name).toBeLessThanOrEqual(ceilings.inbox);
  });
});
