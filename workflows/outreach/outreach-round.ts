/**
 * 主动办: every night through the people of the poor categories. Contacts that something has overtaken are closed, those
 * who were treated and never recognised are sought out, and refusals are followed (D3-C §二, D3-P §二(二)1). The claims
 * come last: the settlement service may keep them waiting, and nothing else.
 */
import { continueAsNew, workflowInfo } from '@temporalio/workflow';
import { outreach } from '../effects.ts';
import type { OutreachPass, OutreachRoundInput } from '../messages.ts';
import { now, today as currentDay } from '../time.ts';

const passes: readonly OutreachPass[] = ['closeOvertakenContacts', 'seekTreated', 'followRefusals', 'seekSettled'];

export async function outreachRound({
  today = currentDay(),
  pass: first = passes[0]!,
  after,
}: OutreachRoundInput = {}): Promise<void> {
  let cursor: string | undefined = after;
  for (const pass of passes.slice(passes.indexOf(first))) {
    do {
      const page = await outreach[pass]({ today, at: now(), ...(cursor && { after: cursor }) });
      cursor = page.next;
      if (cursor && workflowInfo().continueAsNewSuggested)
        await continueAsNew<typeof outreachRound>({ today, pass, after: cursor });
    } while (cursor);
  }
}
