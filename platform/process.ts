import { ConfigError } from './config.ts';

/** EX_CONFIG of sysexits.h: restarting does not help, mending the configuration does. */
const configurationExit = 78;

/** Runs a process: starts it, closes it on SIGTERM or SIGINT, and exits with a code that tells what happened. */
export async function runProcess(start: () => Promise<{ close(): Promise<void> }>): Promise<void> {
  try {
    const running = await start();
    const signal = await stopSignal();
    process.once(signal, () => process.exit(1)); // a second one does not wait for what is in hand
    await running.close();
    process.exit(0);
  } catch (error) {
    const misconfigured = error instanceof ConfigError;
    process.stderr.write(`${misconfigured ? error.message : (error as Error).stack}\n`);
    process.exit(misconfigured ? configurationExit : 1);
  }
}

function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
}
