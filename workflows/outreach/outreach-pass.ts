/**
 * 主动办: every night through the people of the poor categories. Contacts that something has overtaken are closed, those
 * who were treated and never recognised are sought out, and refusals are followed (D3-C §二, D3-P §二(二)1). The claims
 * come last: the settlement service may keep them waiting, and nothing else.
 */
import { continueAsNew } from '@temporalio/workflow';
import type { OutreachPassInput, OutreachSearch } from '../messages.ts';
import { throughPages } from '../paging.ts';
import { dayOfPass, now } from '../time.ts';
import { outreach } from './effects.ts';

const searches: readonly OutreachSearch[] = ['closeOvertakenContacts', 'seekTreated', 'followRefusals', 'seekSettled'];

export async function outreachPass({
  today: begun,
  search: first = searches[0]!,
  after: begin,
}: OutreachPassInput = {}): Promise<void> {
  const today = dayOfPass(begun);
  for (const search of searches.slice(searches.indexOf(first))) {
    await throughPages(
      search === first ? begin : undefined,
      (from) => outreach[search]({ today, ...from, at: now() }),
      (after) => continueAsNew<typeof outreachPass>({ today, search, after }),
    );
  }
}
