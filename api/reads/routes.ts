import { disclosing } from '../http/disclosing.ts';
import { route } from '../http/route.ts';
import type { ReadSearch } from './search.ts';
import { readPage, readQuery, readSearch } from './shapes.ts';

const tags = ['reads'];

/** Who asks about one person is put down themselves. */
const ofWhom = disclosing<object>((_page, { query, body }) => {
  const { person, case: caseId } = query as { person?: string; case?: string };
  const { idNumber } = body as { idNumber?: string };
  if (person === undefined && caseId === undefined && idNumber === undefined) return undefined;
  return {
    ...(person !== undefined && { persons: [person] }),
    ...(caseId !== undefined && { cases: [caseId] }),
    ...(idNumber !== undefined && { identityNumbers: [idNumber] }),
    kinds: ['reads'],
  };
});

/** 查阅记录 */
export function readRoutes(search: ReadSearch) {
  return [
    route({
      method: 'get',
      path: '/v1/reads',
      operationId: 'listReads',
      summary: 'Who was shown what of whom, and who was refused 查阅记录: by person, application or reader',
      description: 'Newest first. Ids and codes only.',
      tags,
      access: 'readReads',
      discloses: ofWhom,
      query: readQuery,
      replies: { 200: { description: 'One page', schema: readPage } },
      async handle({ query: { limit, cursor, from, until, ...filter }, caller }) {
        const body = await search.list({ ...filter, ...between(from, until) }, caller, { limit, cursor });
        return { status: 200, body };
      },
    }),

    route({
      method: 'post',
      path: '/v1/reads/search',
      operationId: 'searchReads',
      summary: 'The same of a person by their identity number, which belongs into no address',
      tags,
      access: 'readReads',
      discloses: ofWhom,
      body: readSearch,
      replies: { 200: { description: 'One page', schema: readPage } },
      async handle({ body: { idNumber, limit, cursor, from, until }, caller }) {
        return {
          status: 200,
          body: await search.ofNumber(idNumber, between(from, until), caller, { limit, cursor }),
        };
      },
    }),
  ];
}

function between(from: string | undefined, until: string | undefined) {
  return {
    from: from === undefined ? undefined : new Date(from),
    until: until === undefined ? undefined : new Date(until),
  };
}
