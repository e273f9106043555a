import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { budgetOf } from './budget.ts';

/** The files with the largest budgets begin first, so that none of them is left when all others are over. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const budget = ({ moduleId }: TestSpecification) => budgetOf(relative(this.ctx.config.root, moduleId));
    const lane = ({ project }: TestSpecification) => project.config.globalSetup.length;
    // A process takes on the next file of its own lane only.
    return files.toSorted((one, other) => budget(other) - budget(one) || lane(other) - lane(one));
  }
}
