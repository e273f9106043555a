import { Prisma } from '../../generated/engine/client.ts';
import { insertInto } from '../one-statement.ts';
import { subjectIdOf, subjectsOnce } from '../subjects/subject.ts';

type NewDraw = Omit<Prisma.SamplingDrawCreateManyInput, 'subjectId' | 'state'>;

/** A draw whose cases are drawn within minutes, and before it the subject that it is. */
export function drawOpening(draw: NewDraw): [subject: Prisma.Sql, draw: Prisma.Sql] {
  const subject = { id: subjectIdOf('draw', draw.id), kind: 'draw', region: draw.region } as const;
  return [
    subjectsOnce([subject]),
    insertInto('SamplingDraw', [{ ...draw, subjectId: subject.id, state: 'announced' }]),
  ];
}
