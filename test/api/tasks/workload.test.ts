import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../../domain/access/access.ts';
import { anOfficer, type Desk, startDesk, supervisor } from '../desk.ts';

let desk: Desk;

const at = (text: string) => new Date(`${text}:00+08:00`);

beforeAll(async () => {
  desk = await startDesk();
  desk.clock.at = at('2026-12-10T12:00');
});

afterAll(() => desk?.close());

async function items(caller: Caller, path: string): Promise<any[]> {
  return (await desk.as(caller)('GET', path)).body.items;
}

describe('the load now', () => {
  beforeAll(async () => {
    const opened = (text: string) => ({ createdAt: at(text), dueAt: at('2026-12-31T00:00') });
    await desk.tasksOf(
      opened('2026-12-10T10:00'),
      { ...opened('2026-12-08T10:00'), state: 'claimed', assignee: 'officer-1', warnedAt: at('2026-12-09T00:00') },
      {
        ...opened('2026-12-05T10:00'),
        state: 'claimed',
        assignee: 'officer-1',
        dueAt: at('2026-12-10T11:59'),
        escalatedAt: at('2026-12-10T12:00'),
      },
      {
        ...opened('2026-12-01T10:00'),
        kind: 'appealReview',
        institution: 'hospital-1',
        state: 'completing',
        assignee: 'officer-2',
      },
      { ...opened('2026-12-01T10:00'), state: 'completed' },
      { ...opened('2026-12-01T10:00'), state: 'cancelled' },
      { ...opened('2026-12-10T10:00'), region: 'xx-county' },
    );
  });

  const nothing = {
    ready: 0,
    claimed: 0,
    warned: 0,
    overdue: 0,
    escalated: 0,
    ageUpTo1Day: 0,
    ageUpTo3Days: 0,
    ageUpTo7Days: 0,
    ageBeyond: 0,
  };
  const place = { region: 'rizhao', institution: null, kind: null, person: null };

  it('is counted by kind, of the own regions', async () => {
    expect(await items(supervisor, '/v1/workload')).toEqual([
      { ...place, ...nothing, kind: 'appealReview', claimed: 1, ageBeyond: 1 },
      {
        ...place,
        ...nothing,
        kind: 'officerDecision',
        ready: 1,
        claimed: 2,
        warned: 1,
        overdue: 1,
        escalated: 1,
        ageUpTo1Day: 1,
        ageUpTo3Days: 1,
        ageUpTo7Days: 1,
      },
    ]);
  });

  it('is counted by person, what nobody has first', async () => {
    const people = await items(supervisor, '/v1/workload?groupBy=person');
    expect(people.map(({ person, ready, claimed }) => [person, ready, claimed])).toEqual([
      [null, 1, 0],
      ['officer-1', 0, 2],
      ['officer-2', 0, 1],
    ]);
  });

  it('is counted by institution and by region, and filtered', async () => {
    const institutions = await items(supervisor, '/v1/workload?groupBy=institution&kind=appealReview');
    expect(institutions).toMatchObject([{ institution: 'hospital-1', claimed: 1 }]);
    const administrator: Caller = { subject: 'admin-1', roles: ['administrator'], regions: [] };
    const regions = await items(administrator, '/v1/workload?groupBy=region');
    expect(regions.map(({ region, ready, claimed }) => [region, ready, claimed])).toEqual([
      ['rizhao', 1, 3],
      ['xx-county', 1, 0],
    ]);
    expect(await items(supervisor, '/v1/workload?region=xx-county')).toEqual([]);
  });

  it('is for supervisors and administrators', async () => {
    expect((await desk.as(anOfficer('officer-1'))('GET', '/v1/workload')).status).toBe(403);
    expect((await desk.as(anOfficer('officer-1'))('GET', '/v1/workload/figures?month=2026-12')).status).toBe(403);
  });
});

describe('the figures of a month', () => {
  const hours = (count: number) => count * 3_600;

  /**
   * Waiting 1, 2 and 9 hours, handling 2, 4 and 30 hours; opened on the last of the month before by UTC, not by the
   * offices.
   */
  beforeAll(async () => {
    const done = {
      state: 'completed',
      kind: 'recordConfirmation',
      institution: 'hospital-1',
      dueAt: at('2026-11-02T00:00'),
    } as const;
    const [first] = await desk.tasksOf(
      {
        ...done,
        createdAt: at('2026-11-01T00:30'),
        claimedAt: at('2026-11-01T01:30'),
        completedAt: at('2026-11-01T03:30'),
        ...by('officer-1'),
      },
      {
        ...done,
        createdAt: at('2026-11-01T08:00'),
        claimedAt: at('2026-11-01T10:00'),
        completedAt: at('2026-11-01T14:00'),
        ...by('officer-1'),
      },
      {
        ...done,
        createdAt: at('2026-11-01T08:00'),
        claimedAt: at('2026-11-01T17:00'),
        completedAt: at('2026-11-02T23:00'),
        breachedAt: at('2026-11-02T00:00'),
        ...by('officer-2'),
      },
      {
        kind: 'recordConfirmation',
        createdAt: at('2026-11-30T23:59'),
        claimedAt: at('2026-12-01T00:00'),
        state: 'claimed',
        assignee: 'officer-2',
        institution: 'hospital-1',
      },
    );
    const event = { taskId: first!, actor: 'officer-9', assignee: 'officer-1' };
    await desk.prisma.taskEvent.createMany({
      data: [
        { ...event, at: at('2026-11-01T01:30'), action: 'claimed' },
        { ...event, at: at('2026-11-01T02:00'), action: 'transferred' },
      ],
    });
  });

  function by(subject: string) {
    return { assignee: subject, completedBy: subject };
  }

  const all = {
    region: 'rizhao',
    institution: null,
    kind: 'recordConfirmation',
    person: null,
    opened: 4,
    completed: 3,
    withinDeadline: 2,
    breached: 1,
    reassigned: 1,
    waitingAverage: hours(4),
    waitingP50: hours(2),
    waitingP95: hours(2) + 0.9 * hours(7),
    handlingAverage: hours(12),
    handlingP50: hours(4),
    handlingP95: hours(4) + 0.9 * hours(26),
  };

  it('are those counted by hand', async () => {
    const [found, ...others] = await items(supervisor, '/v1/workload/figures?month=2026-11');
    expect(others).toEqual([]);
    for (const [name, value] of Object.entries(all)) {
      if (typeof value === 'number') expect(found[name], name).toBeCloseTo(value, 3);
      else expect(found[name], name).toBe(value);
    }
  });

  it('are of each person: what nobody did is nobody’s', async () => {
    const people = await items(supervisor, '/v1/workload/figures?month=2026-11&groupBy=person');
    expect(
      people.map(({ person, opened, completed, withinDeadline, reassigned, breached }) => [
        person,
        opened,
        completed,
        withinDeadline,
        reassigned,
        breached,
      ]),
    ).toEqual([
      [null, 4, 0, 0, 0, 0],
      ['officer-1', 0, 2, 2, 1, 0],
      ['officer-2', 0, 1, 0, 0, 1],
    ]);
  });

  it.each([
    ['all', 3],
    ['institution', 1],
    ['region', 1],
  ])('grouped by %s add up to the same', async (groupBy, lines) => {
    const found = await items(supervisor, `/v1/workload/figures?month=2026-11&groupBy=${groupBy}`);
    expect(found).toHaveLength(lines);
    const sum = (name: string) => found.reduce((total, line) => total + line[name], 0);
    expect([sum('opened'), sum('completed'), sum('breached'), sum('reassigned')]).toEqual([4, 3, 1, 1]);
  });

  it('count what was claimed when it was claimed: in the next month', async () => {
    const claimed = (await items(supervisor, '/v1/workload/figures?month=2026-12')).find(
      ({ kind }) => kind === 'recordConfirmation',
    );
    expect(claimed).toMatchObject({ opened: 0, completed: 0, waitingAverage: 60, handlingAverage: null });
  });

  it('are the view’s own, for other tools', async () => {
    const [row] = await desk.prisma.$queryRaw<any[]>`
      SELECT * FROM "task_figures" WHERE "groupedBy" = 'kind' AND "month" = '2026-11-01' AND "kind" = 'recordConfirmation'`;
    expect(row).toMatchObject({ opened: 4, completed: 3, withinDeadline: 2, waitingAverage: hours(4) });
  });

  it('are of no other region, and of a month that is one', async () => {
    expect(await items({ ...supervisor, regions: ['xx-county'] }, '/v1/workload/figures?month=2026-11')).toEqual([]);
    expect((await desk.as(supervisor)('GET', '/v1/workload/figures?month=2026-13')).status).toBe(400);
  });
});
