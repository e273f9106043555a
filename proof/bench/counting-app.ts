/** The app as app/main.ts runs it, which says, whenever it is asked, what it has used so far. Ends with its parent. */
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { startCounting } from './counting.ts';

export interface Used {
  /** SQL, without that of the outbox. */
  readonly statements: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
}

Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: [] });
const app = await startCounting({ ...process.env, LOG_LEVEL: 'warn' });
process.on('message', () => {
  const { rss, heapUsed } = process.memoryUsage();
  process.send!({ statements: app.statements(), residentBytes: rss, heapBytes: heapUsed } satisfies Used);
});
process.once('disconnect', () => void app.close().finally(() => process.exit(0)));
