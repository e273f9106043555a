/** What is done about a task, whatever it is about: a case, a person, an institution. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTaskActivities } from '../../../activities/tasks/task-activities.ts';
import type { Barred } from '../../../domain/tasks/four-eyes.ts';
import type { TaskSubject } from '../../../domain/tasks/subjects.ts';
import { createPrismaAlarms } from '../../../store/alarms/alarms.ts';
import { firstBroken, type AuditLink } from '../../../store/subjects/audit-chain.ts';
import { createSubjectStore } from '../../../store/subjects/effects.ts';
import { createTaskStore } from '../../../store/tasks/task-store.ts';
import { answered } from '../../support/answers.ts';
import { aNamedSubject, aSubject } from '../../support/subjects.ts';
import { at } from '../effects.ts';
import { openEngine, type Engine } from '../engine.ts';

let engine: Engine;
let activities: ReturnType<typeof createTaskActivities>;
beforeAll(async () => {
  engine = await openEngine();
  const subjects = createSubjectStore(engine.run, engine.sealer);
  activities = createTaskActivities({ cases: engine.store, subjects, tasks: createTaskStore(engine.prisma) });
});
afterAll(() => engine.close());

async function opened(subject: TaskSubject): Promise<string> {
  const taskId = randomUUID();
  await activities.openTask({
    subject,
    taskId,
    at: at.toISOString(),
    warnAt: at.toISOString(),
    escalateAt: at.toISOString(),
    dueAt: at.toISOString(),
    workflowId: `example/${subject.id}`,
    kind: 'officerDecision',
    ordinal: 0,
    open: [],
    barred: {},
  });
  return taskId;
}

describe('the deadline of a case', () => {
  it('once missed stands, whichever task misses another', async () => {
    const { caseId } = await engine.receivedCase();
    const subject = { kind: 'case', id: caseId } as const;
    const [first, second] = [await opened(subject), await opened(subject)];
    const missed = { subject, dueAt: at.toISOString(), mark: 'breached', ofCase: true } as const;
    await activities.markTask({ ...missed, taskId: first, at: at.toISOString() });
    await activities.markTask({ ...missed, taskId: second, at: new Date(at.getTime() + 60_000).toISOString() });
    const row = await engine.prisma.applicationCase.findUniqueOrThrow({ where: { id: caseId } });
    expect(row).toMatchObject({ breachedAt: at });
  });
});

describe.each([
  ['a person', () => aSubject(engine.prisma, 'person', randomUUID())],
  ['an institution', () => aNamedSubject(engine.prisma, 'institution', 'example-hospital')],
])('a task about %s', (_what, subjectOf) => {
  it('is opened, warned of and answered in the chain of its subject, each once', async () => {
    const id = await subjectOf();
    const { policyVersionId } = await engine.prisma.submission.findFirstOrThrow();
    const { kind } = await engine.prisma.subject.findUniqueOrThrow({ where: { id } });
    const subject = { id, kind, region: 'rizhao', policyVersionId } as TaskSubject;
    const taskId = await opened(subject);
    const warning = { subject, taskId, mark: 'warned', dueAt: at.toISOString(), ofCase: false } as const;
    for (let time = 0; time < 2; time += 1) await activities.markTask({ ...warning, at: at.toISOString() });
    const by = { subject: 'officer-1', role: 'handlingOfficer' };
    const answer = await answered(engine, taskId, { outcome: 'approved', reasons: [], answers: [], by });
    const recorded = await activities.recordAnswer({ subject, answer, at: at.toISOString() });
    expect(recorded).toEqual({ taskId, outcome: 'approved', by });

    const task = await engine.prisma.task.findUniqueOrThrow({ where: { id: taskId } });
    expect(task).toMatchObject({
      subjectId: id,
      region: 'rizhao',
      state: 'completed',
      warnedAt: at,
      answer: 'approved',
    });
    const chain = await engine.chainOf(id);
    expect(chain.map(({ action }) => action)).toEqual(['taskOpened', 'deadlineNear', 'answered']);
    expect(firstBroken(chain as unknown as AuditLink[])).toBeUndefined();
  });
});

describe('where separation of duties leaves nobody', () => {
  const hospital = { institution: 'example-hospital', regions: ['rizhao'], updatedAt: at, updatedBy: 'supervisor-1' };

  async function confirmation(barred: Barred): Promise<string> {
    const { caseId: id } = await engine.receivedCase();
    const taskId = randomUUID();
    const due = at.toISOString();
    const clock = { at: due, warnAt: due, escalateAt: due, dueAt: due };
    await activities.openTask({
      subject: { kind: 'case', id },
      taskId,
      ...clock,
      workflowId: `application/${id}`,
      kind: 'confirmation',
      ordinal: 0,
      open: [],
      barred,
      institution: 'example-hospital',
    });
    return taskId;
  }

  const taskOf = (id: string) => engine.prisma.task.findUniqueOrThrow({ where: { id } });
  const alarmOf = (id: string) => engine.prisma.alarm.findUnique({ where: { id: `nobodyLeft:${id}` } });

  it('says so as it opens, until somebody comes; who is barred and no candidate matters to nobody', async () => {
    const alarms = createPrismaAlarms(engine.prisma);
    expect((await taskOf(await confirmation({ doctor: 'recommended' }))).nobodyLeft).toBe(false);
    await engine.prisma.staffMember.create({
      data: { ...hospital, subject: 'doctor', roles: ['departmentReviewer', 'confirmingOfficer'], specialties: [] },
    });
    expect((await taskOf(await confirmation({ applicant: 'entered' }))).nobodyLeft).toBe(false);
    const left = await confirmation({ doctor: 'recommended' });
    expect((await taskOf(left)).nobodyLeft).toBe(true);
    await alarms.clearOver(at);
    expect(await alarmOf(left)).toMatchObject({ problem: 'NOBODY_COMPETENT', clearedAt: null });

    await engine.prisma.staffMember.create({
      data: { ...hospital, subject: 'second', roles: ['confirmingOfficer'], specialties: [] },
    });
    await alarms.clearOver(at);
    expect((await taskOf(left)).nobodyLeft).toBe(false);
    expect(await alarmOf(left)).toMatchObject({ clearedAt: at });
    expect((await taskOf(await confirmation({ doctor: 'recommended' }))).nobodyLeft).toBe(false);
  });
});
