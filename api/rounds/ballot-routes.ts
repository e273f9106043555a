import { z } from 'zod';
import { ballotForm } from '../../domain/rounds/ballot.ts';
import { assignmentStates } from '../../store/rounds/codes.ts';
import { pageQuery } from '../http/cursor.ts';
import { ofListed } from '../cases/disclosed.ts';
import { route } from '../http/route.ts';
import type { CastBallot } from './casting.ts';
import type { MyBallots } from './my-ballots.ts';
import { assignmentView, castView } from './shapes.ts';

const tags = ['rounds'];

/** 票 */
export function ballotRoutes({ ballots, cast }: { ballots: MyBallots; cast: CastBallot }) {
  return [
    route({
      method: 'get',
      path: '/v1/ballots',
      operationId: 'listBallots',
      summary: 'What the caller is asked to judge, over all rounds: the first to close first',
      tags,
      access: 'castBallot',
      discloses: ofListed,
      query: z.object({ state: z.enum(assignmentStates).default('waiting'), ...pageQuery }),
      replies: {
        200: {
          description: 'One page',
          schema: z.object({ items: z.array(assignmentView), next: z.string().nullable() }).meta({ id: 'BallotPage' }),
        },
      },
      async handle({ query: { state, limit, cursor }, caller }) {
        return { status: 200, body: await ballots(state, caller, limit, cursor) };
      },
    }),

    route({
      method: 'put',
      path: '/v1/rounds/{region}/{code}/members/{id}/ballot',
      operationId: 'castBallot',
      summary: 'Cast the ballot 投票: opinion, every criterion, reasons',
      description:
        'It is never changed: the same again is answered as before, another is a conflict. Nobody ' +
        'else sees it before the round is closed.',
      tags,
      access: 'castBallot',
      discloses: 'nothing',
      params: z.object({ region: z.string(), code: z.string(), id: z.uuid() }),
      body: ballotForm,
      replies: {
        201: { description: 'Cast', schema: castView },
        200: { description: 'It was cast before, the same', schema: castView },
      },
      async handle({ params: { id, ...name }, body, caller }) {
        const { castAt, before } = await cast(name, id, body, caller);
        return { status: before ? 200 : 201, body: { castAt: castAt.toISOString() } };
      },
    }),
  ];
}
