/**
 * What no process of ours has sealed reaches no workflow: an update is refused, a signal passes without effect, and a
 * run that was started so ends at once; of these two people are told by an alarm (docs/adr/0007).
 */
import { workflowInfo, type WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { DomainError } from '../domain/errors.ts';
import { isForeign } from '../domain/foreign-message.ts';
import { refusing } from './failures.ts';
import { now } from './time.ts';
import { upkeep } from './upkeep/effects.ts';

export const interceptors: WorkflowInterceptorsFactory = () => ({
  inbound: [
    {
      execute(input, next) {
        return input.args.some(isForeign) ? report('start') : next(input);
      },
      handleSignal(input, next) {
        return input.args.some(isForeign) ? report('signal') : next(input);
      },
      validateUpdate: refusing((input, next) => {
        if (input.args.some(isForeign))
          throw new DomainError('NOT_IN_RECORD', 'This message did not come from this system.');
        next(input);
      }),
    },
  ],
});

async function report(message: 'start' | 'signal'): Promise<void> {
  const { workflowId } = workflowInfo();
  await upkeep.reportForeignMessage({ workflowId, message, at: now() });
}
