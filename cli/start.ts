import { Command } from 'commander';
import { Stack } from '../stack/stack.ts';
import { fail } from '../stack/failure.ts';
import { homeFolder } from '../stack/home.ts';
import { stackVariables } from '../stack/settings.ts';

await new Command('npm start --')
  .description('Runs the whole stack on embedded parts, with its data under .manteban/, until Ctrl-C.')
  .addHelpText('after', `\nEnvironment variables: MANTEBAN_HOME, ${Object.keys(stackVariables.shape).join(', ')}.`)
  .action(async () => {
    const stack = new Stack(homeFolder(), process.stdout);
    const stopping = stopReason().then((reason) => stack.stop(reason));
    await Promise.race([stack.start(), stopping]);
    await stopping;
    process.exit(0);
  })
  .parseAsync()
  .catch(fail);

/**
 * The first signal stops; the ones after it (npm passes on what the terminal already sent) change nothing. An npm that
 * was killed passes on nothing: under it, losing the parent counts as a signal.
 */
function stopReason(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, resolve);
    const parent = process.ppid;
    const look = () => {
      if (process.ppid !== parent) resolve('npm is gone');
    };
    if (process.env.npm_lifecycle_event) setInterval(look, 500).unref();
  });
}
