import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Command } from './command.ts';
import { StackFailure } from './failure.ts';

interface Account {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root; then it runs as `postgres` where there is one, else as `nobody`. */
export function account(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const entry = ['postgres', 'nobody'].flatMap((name) => lines.filter(([user]) => user === name))[0];
  if (!entry)
    throw new StackFailure(
      'PostgreSQL does not run as root and there is no user postgres or nobody: run as an ordinary user.',
    );
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

/**
 * The command as that account. A checkout below a folder that only root may enter (root's home, a temporary folder)
 * would be out of its reach; there the one capability to pass such folders goes along, by util-linux's setpriv.
 */
export function unprivileged(command: Command, ...paths: string[]): Command {
  const user = account();
  if (!user) return command;
  const blocked = [command.file, ...paths].find((path) => !reachable(dirname(path)));
  if (blocked === undefined) return { ...command, ...user };
  if (!onPath('setpriv')) {
    throw new StackFailure(
      `PostgreSQL runs as an ordinary user, who may not enter ${dirname(blocked)}: move the ` +
        'checkout, or set MANTEBAN_HOME.',
    );
  }
  const capabilities = '+dac_override,+dac_read_search';
  return {
    ...command,
    file: 'setpriv',
    args: [
      ...[`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--securebits=+no_setuid_fixup'],
      ...[`--inh-caps=${capabilities}`, `--ambient-caps=${capabilities}`, command.file, ...command.args],
    ],
  };
}

const othersMayEnter = 0o001;

function reachable(folder: string): boolean {
  if ((statSync(folder).mode & othersMayEnter) === 0) return false;
  return dirname(folder) === folder || reachable(dirname(folder));
}

export function onPath(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, program)).find(executable);
}

function executable(path: string): boolean {
  if (!existsSync(path)) return false;
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
