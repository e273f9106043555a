/** What an effect does that goes on for long: between two pages, or while it waits. */
import { Context } from '@temporalio/activity';

/**
 * Says that the effect is alive. Where its worker shuts down, the attempt ends here, and another goes on where it was.
 * @throws CancelledFailure
 */
export async function pulse(): Promise<void> {
  const context = Context.current();
  context.heartbeat();
  if (context.cancellationSignal.aborted) await context.cancelled;
}

/** The same, a while later. */
export async function pulseAfter(milliseconds: number): Promise<void> {
  await Context.current().sleep(milliseconds);
  await pulse();
}
