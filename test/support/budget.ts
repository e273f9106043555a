/** Seconds that a file of tests may take, on two cores with the rest of the suite beside it. */
export function budgetOf(file: string): number {
  return larger[file] ?? usual;
}

const usual = 15;

/** Who needs more, and begins first: the longest decide when all are over. */
export const larger: Readonly<Record<string, number>> = {
  'test/scenarios/scenarios.test.ts': 180,
  'test/e2e/killed.test.ts': 150,
  'test/chaos/chaos.test.ts': 75,
  'test/e2e/journeys.test.ts': 75,
  'test/bench/costs.test.ts': 40,
  'test/bench/comparison.test.ts': 40,
  'test/cli/stack.test.ts': 30,
  'test/scenarios/command.test.ts': 30,
  'test/services/settlement-killed.test.ts': 30,
};

/** Of the whole suite. */
export const suiteBudget = 420;

export interface Timed {
  readonly file: string;
  readonly seconds: number;
}

const shown = 15;

/** The slowest files beside their budgets; whatever is beyond its own is said again, loudly. */
export function budgetReport(files: readonly Timed[], total: number): string {
  const slowest = files.toSorted((one, other) => other.seconds - one.seconds);
  const beyond = slowest.filter(({ file, seconds }) => seconds > budgetOf(file));
  return [
    'Slowest files, seconds of their budget',
    ...slowest.slice(0, shown).map((timed) => `  ${spent(timed)}  ${timed.file}`),
    `Total ${Math.round(total)} s of ${suiteBudget} s for the whole suite`,
    ...beyond.map((timed) => `!!! BEYOND ITS BUDGET: ${timed.file}, ${spent(timed).trim()} s`),
    ...(total > suiteBudget ? [`!!! BEYOND ITS BUDGET: the whole suite`] : []),
  ].join('\n');
}

function spent({ file, seconds }: Timed): string {
  return `${seconds.toFixed(1).padStart(6)} of ${String(budgetOf(file)).padStart(3)}`;
}
