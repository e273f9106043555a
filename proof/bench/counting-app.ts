/** The app as app/main.ts runs it, which says, whenever it is asked, what it has used so far. Ends with its parent. */
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { appConfig } from '../../app/config.ts';
import { startApp } from '../../app/start-app.ts';
import { systemClock } from '../../platform/clock.ts';
import { readConfig } from '../../platform/config.ts';
import { createLogger } from '../../platform/log.ts';
import { bundlePath } from '../../worker/bundle.ts';

export interface Used {
  /** SQL, without the outbox, which looks once a second however little there is to do. */
  readonly statements: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
}

let statements = 0;
Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
const app = await startApp(readConfig(appConfig, process.env), {
  clock: systemClock,
  log: createLogger('app', 'warn'),
  workflowCode: { workflowBundle: { codePath: bundlePath } },
  onStatement: (sql) => (statements += sql.trimStart().startsWith('UPDATE "Outbox"') ? 0 : 1),
});
process.on('message', () => {
  const { rss, heapUsed } = process.memoryUsage();
  process.send!({ statements, residentBytes: rss, heapBytes: heapUsed } satisfies Used);
});
process.once('disconnect', () => void app.close().finally(() => process.exit(0)));
