import type { Figures } from '../../proof/bench/comparison.ts';
import { run } from '../../stack/command.ts';
import { fromRoot } from '../../platform/project-root.ts';

/** Starting five processes takes its time on a busy machine. */
export const patience = 280_000;

/** What a comparison measures with a handful of cases: enough to count, too few to say how fast. */
export async function figuresOf(bench: 'floor' | 'review'): Promise<Figures> {
  const args = [fromRoot('dist', 'proof', 'bench', `${bench}.js`), '--json', '--cases', '6', '--rounds', '2'];
  const output = await run({ file: process.execPath, args }, { timeout: patience });
  return JSON.parse(output.slice(0, output.indexOf('\n}\n') + 2)) as Figures; // progress comes after it
}
