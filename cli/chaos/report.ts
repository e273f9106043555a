import type { Result } from './run.ts';

const allWell = '✓ One conclusion an opening, one filing an approval, one message an event; nothing left over.';

/** For people: what was killed how often, what came of the cases, and what does not add up. */
export function reportOf(result: Result): string {
  const { cases, seed, seconds, killed, conclusions, filings, messages, workflows, findings } = result;
  const lines = [
    `\n${cases} cases in ${seconds} s (seed ${seed})`,
    '',
    ...table('Killed', killed),
    '',
    ...table('How cases ended', conclusions),
    '',
    ...table('In the books', { filings, messages, workflows }),
    '',
    findings.length === 0 ? allWell : `✗ ${findings.length} findings:`,
    ...findings.map((finding) => `  ${finding}`),
  ];
  return `${lines.join('\n')}\n`;
}

function table(title: string, figures: Readonly<Record<string, number>>): string[] {
  const lines = Object.entries(figures).map(([name, number]) => `  ${name.padEnd(20)}${String(number).padStart(6)}`);
  return [title, ...lines];
}
