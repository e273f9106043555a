import { DefaultLogger, Runtime } from '@temporalio/worker';
import { systemClock } from '../platform/clock.ts';
import { readConfig } from '../platform/config.ts';
import { createLogger } from '../platform/log.ts';
import { runProcess } from '../platform/process.ts';
import { bundlePath } from '../worker/bundle.ts';
import { appConfig } from './config.ts';
import { startApp } from './start-app.ts';

await runProcess(async () => {
  const config = readConfig(appConfig, process.env);
  const log = createLogger('app', config.LOG_LEVEL);
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) =>
      log[level === 'ERROR' ? 'error' : 'warn']({ sdk: meta }, message),
    ),
    // Signals are ours: the process drains its requests before its workers.
    shutdownSignals: [],
  });
  return startApp(config, {
    clock: systemClock,
    log,
    workflowCode: { workflowBundle: { codePath: bundlePath } },
    onWorkerFailure(error) {
      log.fatal({ err: error }, 'a worker failed; the process ends, to be started anew');
      process.exit(1);
    },
  });
});
