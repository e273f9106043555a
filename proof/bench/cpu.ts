import { readdirSync, readFileSync } from 'node:fs';

const millisecondsPerTick = 10;

/**
 * CPU milliseconds that this process has used, as `load`, and each named one with its descendants; those on Linux only.
 */
export function cpuUsed(processes: ReadonlyMap<string, number>): Record<string, number> {
  const { user, system } = process.cpuUsage();
  return { ...cpuOf(processes), load: (user + system) / 1_000 };
}

function cpuOf(processes: ReadonlyMap<string, number>): Record<string, number> {
  if (process.platform !== 'linux') return {};
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)));
  const used = (pid: number): number => {
    const children = all.filter(({ parent }) => parent === pid).map((child) => used(child.pid));
    return (all.find((each) => each.pid === pid)?.ticks ?? 0) + children.reduce((sum, ticks) => sum + ticks, 0);
  };
  return Object.fromEntries([...processes].map(([name, pid]) => [name, used(pid) * millisecondsPerTick]));
}

interface Stat {
  pid: number;
  parent: number;
  ticks: number;
}

/**
 * Fields of proc(5), counted from behind the name: parent is the 2nd, CPU of its own and of reaped children 12th to
 * 15th.
 */
function statOf(pid: number): Stat[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const ticks = fields.slice(11, 15).reduce((sum, each) => sum + each, 0);
    return [{ pid, parent: fields[1]!, ticks }];
  } catch {
    return []; // it has ended meanwhile
  }
}
