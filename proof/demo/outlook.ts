import type { ExampleApplication } from '../../examples/format.ts';
import type { DemoClient } from './client.ts';
import type { RunningStack } from './running-stack.ts';
import type { Result } from './tally.ts';

const supervisor: ExampleApplication['caller'] = { subject: 'demo', role: 'supervisor', regions: ['rizhao'] };

/** Earliest deadline of what is open, by stage. */
export async function nextDue(client: DemoClient): Promise<Record<string, Date>> {
  const earliest: Record<string, Date> = {};
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = new URLSearchParams({ status: 'open', limit: '100', ...(cursor && { cursor }) }).toString();
    const { body } = await client.call(supervisor, `/v1/applications?${query}`);
    const page = body as { items: { stage: string; dueAt: string | null }[]; next: string | null };
    for (const { stage, dueAt } of page.items) {
      if (!dueAt) continue;
      const due = new Date(dueAt);
      if (!earliest[stage] || due < earliest[stage]) earliest[stage] = due;
    }
    cursor = page.next;
  }
  return earliest;
}

/** What a person may look at after the demo. */
export function linksTo(
  { api, mailbox, temporalUi }: RunningStack,
  results: readonly Result[],
): (readonly [string, string])[] {
  const approved = results
    .flatMap(({ answer }) => (answer.kind === 'receipt' ? answer.receipt.applications : []))
    .find(({ decision }) => decision?.outcome === 'approved');
  const token = '$(npm run -s token -- supervisor)';
  return [
    ...(approved
      ? ([
          ['One case, with its trace', `curl -H "Authorization: Bearer ${token}" ${api}${approved.links.self}`],
        ] as const)
      : []),
    ['API docs', `${api}/docs`],
    ...(temporalUi ? ([['Workflows', `${temporalUi}/namespaces/default/workflows`]] as const) : []),
    ['Mailbox', mailbox],
    ['A round to judge', 'npm run token -- expert, and what docs/API.md says of judging in a round'],
  ];
}
