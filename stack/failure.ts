import { ConfigError } from '../platform/config.ts';

/** Something that the person at the keyboard can mend; the message says what to do. */
export class StackFailure extends Error {
  override readonly name = 'StackFailure';
}

/** Ends the process with a sentence for what can be mended, with the stack for what should not have happened. */
export function fail(error: unknown): never {
  const { message, stack } = error as Error;
  const mendable = error instanceof StackFailure || error instanceof ConfigError;
  process.stderr.write(`${mendable ? message : stack}\n`);
  process.exit(1);
}
