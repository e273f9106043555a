import { z } from 'zod';
import { registryEventForm, registryEventReceipt, registryEventView } from './registry-event-form.ts';
import type { Caller } from '../../domain/access/access.ts';
import type { Exchange } from '../../platform/http/mount.ts';
import type { ReadRegistryEvent } from './read.ts';
import type { ReceiveRegistryEvent } from './receive.ts';
import { route } from '../http/route.ts';

/** The event leads to its person. */
function whomReported({ params }: Pick<Exchange<Caller>, 'params'>) {
  const { source, id } = params as { source: string; id: string };
  return { events: [`${source}/${id}`] };
}

/** What other departments report of a person, in whatever order it comes. */
export function registryEventRoutes({ receive, read }: { receive: ReceiveRegistryEvent; read: ReadRegistryEvent }) {
  return [
    route({
      method: 'post',
      path: '/v1/registry-events',
      operationId: 'reportRegistryEvent',
      summary: 'Report a death, or a change of insurance or category 登记变更',
      description:
        'Each event counts once, under the id that its sender gives it; a repeat is answered the same. It ends, ' +
        'suspends, resumes or moves what the person holds, and is recorded where the person is not known. One that ' +
        'was wrong is corrected by another of the same sender that names it; what it caused is undone.',
      tags: ['registers'],
      access: 'reportRegistryEvent',
      discloses: 'nothing',
      body: registryEventForm,
      replies: {
        202: {
          description: 'Durable; it reaches the cases of the person as soon as they can take it',
          schema: registryEventReceipt,
        },
      },
      async handle({ body, caller }) {
        const { id, receivedAt } = await receive(body, caller);
        return { status: 202 as const, body: { id, receivedAt: receivedAt.toISOString() } };
      },
    }),

    route({
      method: 'get',
      path: '/v1/registry-events/{source}/{id}',
      operationId: 'readRegistryEvent',
      summary: 'What became of an event that was reported',
      description:
        'For whoever reported it, and for those who handle cases of its region. It does not say of whom it is.',
      tags: ['registers'],
      access: 'readRegistryEvent',
      discloses: (_answer, exchange) => ({ ...whomReported(exchange), kinds: ['course'] }),
      concerns: whomReported,
      params: z.object({ source: z.string().min(1), id: z.string().min(1) }),
      replies: { 200: { description: 'The event as it stands', schema: registryEventView } },
      async handle({ params: { source, id }, caller }) {
        return { status: 200 as const, body: await read(source, id, caller) };
      },
    }),
  ];
}
