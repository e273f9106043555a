import type { Result } from './run.ts';

const allWell =
  '✓ One conclusion an opening, one filing an approval, one message an event, one claim a number; nothing left over.';

/** For people: what was killed how often, what came of cases, messages and claims, and what does not add up. */
export function reportOf(result: Result): string {
  const { cases, claims, seed, seconds, killed, conclusions, filings, messages, workflows, findings } = result;
  const { deliveries, uncertainAttempts, settled, amounts } = result;
  const lines = [
    `\n${cases} cases and ${claims} claims in ${seconds} s (seed ${seed})`,
    '',
    ...table('Killed', killed),
    '',
    ...table('How cases ended', conclusions),
    '',
    ...table('In the books', { filings, messages, workflows }),
    '',
    ...table('Deliveries', { ...deliveries, 'attempts uncertain': uncertainAttempts }),
    '',
    ...table('Claims', settled),
    '',
    ...table('Yuan, of claims in force', amounts),
    '',
    findings.length === 0 ? allWell : `✗ ${findings.length} findings:`,
    ...findings.map((finding) => `  ${finding}`),
  ];
  return `${lines.join('\n')}\n`;
}

function table(title: string, figures: Readonly<Record<string, number | string>>): string[] {
  const lines = Object.entries(figures).map(([name, figure]) => `  ${name.padEnd(26)}${String(figure).padStart(14)}`);
  return [title, ...lines];
}
