import { appConfig } from '../../app/config.ts';
import { startApp } from '../../app/start-app.ts';
import { systemClock } from '../../platform/clock.ts';
import { readConfig } from '../../platform/config.ts';
import { createLogger } from '../../platform/log.ts';
import { bundlePath } from '../../worker/bundle.ts';
import type { WorkflowCode } from '../../worker/workers.ts';

/** An app in this process, which says what it has used. */
export interface CountingApp {
  readonly url: string;
  /** SQL so far, without the outbox, which looks once a second however little there is to do. */
  statements(): number;
  close(): Promise<void>;
}

/** Of a lane of the outbox. */
function isLook(sql: string): boolean {
  return /^\s*(UPDATE "Outbox"|WITH told AS)/.test(sql);
}

/** The app as app/main.ts runs it; `environment` with the workflows as built, unless others are given. */
export async function startCounting(
  environment: NodeJS.ProcessEnv,
  workflowCode: WorkflowCode = { workflowBundle: { codePath: bundlePath } },
): Promise<CountingApp> {
  let statements = 0;
  const config = readConfig(appConfig, environment);
  const { url, close } = await startApp(config, {
    clock: systemClock,
    // What is measured is printed to standard output, for programs to read.
    log: createLogger('app', config.LOG_LEVEL, process.stderr),
    workflowCode,
    onStatement: (sql) => (statements += isLook(sql) ? 0 : 1),
  });
  return { url, close, statements: () => statements };
}
