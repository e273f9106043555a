import { registryEventForm, registryEventReceipt } from './registry-event-form.ts';
import type { ReceiveRegistryEvent } from './receive.ts';
import { route } from '../http/route.ts';

/** What other departments report of a person, in whatever order it comes. */
export function registryEventRoutes({ receive }: { receive: ReceiveRegistryEvent }) {
  return [
    route({
      method: 'post',
      path: '/v1/registry-events',
      operationId: 'reportRegistryEvent',
      summary: 'Report a death, or a change of insurance or category 登记变更',
      description:
        'Each event counts once, under the id that its sender gives it; a repeat is answered the same. It ends, ' +
        'suspends, resumes or moves what the person holds, and is recorded where the person is not known.',
      tags: ['registers'],
      access: 'reportRegistryEvent',
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
  ];
}
