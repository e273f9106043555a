import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** A program to run, and as whom. */
export interface Command {
  file: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
}

export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly output: string;

  constructor(command: Command, code: number | null, output: string) {
    super(`${command.file} ended with ${code ?? 'a signal'}: ${output.trim().slice(-2_000)}`);
    this.output = output;
  }
}

/** Runs a command to its end and returns what it wrote, errors after output. */
export async function run(command: Command, options: { timeout?: number } = {}): Promise<string> {
  const { file, args, env, uid, gid } = command;
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: env ?? process.env,
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [code, output, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  const written = `${output}${errors}`;
  if (code !== 0) throw new CommandFailed(command, code, written);
  return written;
}
