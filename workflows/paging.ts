import { workflowInfo } from '@temporalio/workflow';

/**
 * Page after page until the last.
 * @param page does one page and says where the next begins; no `next` after the last.
 * @param goOn continues as new from there, once the history has grown.
 */
export async function throughPages<Cursor>(
  after: Cursor | undefined,
  page: (from: { after?: Cursor }) => Promise<{ readonly next?: Cursor }>,
  goOn: (after: Cursor) => Promise<unknown>,
): Promise<void> {
  let cursor = after;
  do {
    const { next } = await page(cursor === undefined ? {} : { after: cursor });
    cursor = next;
    if (cursor !== undefined && workflowInfo().continueAsNewSuggested) await goOn(cursor);
  } while (cursor !== undefined);
}
