import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { Counter, Histogram, type Registry } from 'prom-client';
import { DomainError, isDomainError } from '../domain/errors.ts';
import { isForeign } from '../domain/foreign-message.ts';
import type { Logger } from '../platform/log.ts';
import { toFailure } from '../workflows/failures.ts';

/** Around every effect: domain errors become failures that bear their codes; time and outcome are counted. */
export function effectInterceptors(log: Logger, metrics: Registry): ActivityInterceptorsFactory {
  const seconds = new Histogram({
    name: 'manteban_effect_seconds',
    help: 'Time of one attempt at an effect.',
    labelNames: ['effect', 'where', 'outcome'],
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2, 10, 30],
    registers: [metrics],
  });
  const fallbacks = new Counter({
    name: 'manteban_effect_retries_total',
    help: 'Attempts after the first, of local and of normal activities; a rising count means that a part is down.',
    labelNames: ['effect', 'where'],
    registers: [metrics],
  });

  return ({ info }) => {
    const labels = { effect: info.activityType, where: info.isLocal ? 'local' : 'queue' };
    return {
      inbound: {
        async execute(input, next) {
          const observe = seconds.startTimer(labels);
          if (info.attempt > 1) fallbacks.inc(labels);
          try {
            if (input.args.some(isForeign))
              throw new DomainError('NOT_IN_RECORD', 'No workflow of ours asks for this.');
            const result = await next(input);
            observe({ outcome: 'done' });
            return result;
          } catch (error) {
            const code = isDomainError(error) ? error.code : 'UNEXPECTED';
            observe({ outcome: code });
            log.warn(
              { ...labels, attempt: info.attempt, code, workflow: info.workflowExecution?.workflowId },
              'effect failed',
            );
            throw isDomainError(error) ? toFailure(error) : error;
          }
        },
      },
    };
  };
}
