import { z } from 'zod';
import type { PlainDate } from '../../domain/plain-date.ts';
import { properName } from '../../domain/written-text.ts';
import { dayOf } from '../../store/rows.ts';
import type { Training } from '../../store/staff/trainings.ts';
import { route } from '../http/route.ts';
import type { TrainingDesk } from './trainings.ts';

const name = z.string().trim().min(1).max(200);
const params = z.object({ subject: name });

const trainingEntry = z
  .strictObject({
    topic: properName(200).describe('In what, as the office calls it'),
    on: z.iso.date(),
    validUntil: z.iso.date().optional().describe('Last day on which it counts; absent = for good'),
  })
  .meta({ id: 'TrainingEntry' });

const training = z
  .object({
    id: z.uuid(),
    subject: z.string(),
    topic: z.string(),
    on: z.iso.date(),
    validUntil: z.iso.date().nullable(),
    recordedBy: z.string(),
    recordedAt: z.iso.datetime(),
  })
  .meta({ id: 'Training' });

/** Training records 培训 of whoever is on the staff register. */
export function trainingRoutes(trainings: TrainingDesk) {
  return [
    route({
      method: 'get',
      path: '/v1/staff/{subject}/trainings',
      operationId: 'listTrainings',
      summary: 'What somebody was trained in 培训, the latest first',
      tags: ['staff'],
      access: 'manageStaff',
      discloses: 'nothing',
      params,
      replies: {
        200: { description: 'All of them', schema: z.object({ items: z.array(training) }).meta({ id: 'Trainings' }) },
      },
      async handle({ params: { subject }, caller }) {
        return { status: 200, body: { items: (await trainings.of(subject, caller)).map(trainingView) } };
      },
    }),

    route({
      method: 'post',
      path: '/v1/staff/{subject}/trainings',
      operationId: 'recordTraining',
      summary: 'Record that somebody was trained 培训',
      tags: ['staff'],
      access: 'manageStaff',
      discloses: 'nothing',
      params,
      body: trainingEntry,
      replies: { 201: { description: 'Recorded', schema: training } },
      async handle({ params: { subject }, body: { topic, on, validUntil }, caller }) {
        const entry = { topic, on: on as PlainDate, validUntil: validUntil as PlainDate | undefined };
        return { status: 201, body: trainingView(await trainings.record(subject, entry, caller)) };
      },
    }),
  ];
}

function trainingView({ on, validUntil, recordedAt, ...rest }: Training) {
  return { ...rest, on: dayOf(on), validUntil: validUntil && dayOf(validUntil), recordedAt: recordedAt.toISOString() };
}
