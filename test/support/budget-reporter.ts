import type { Reporter, TestModule } from 'vitest/node';
import { budgetReport } from './budget.ts';

/** Says at the end of a run what took how long. Nothing fails for it: how fast a machine is, no test decides. */
export default class BudgetReporter implements Reporter {
  #began = performance.now();

  onInit(): void {
    this.#began = performance.now();
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const files = modules.map((module) => ({ file: module.relativeModuleId, seconds: secondsOf(module) }));
    process.stdout.write(`\n${budgetReport(files, (performance.now() - this.#began) / 1_000)}\n`);
  }
}

/** Its imports, its hooks and its tests. */
function secondsOf(module: TestModule): number {
  const { collectDuration, duration } = module.diagnostic();
  return (collectDuration + duration) / 1_000;
}
