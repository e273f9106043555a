/** The rules of a scenario: a pack, completed by an overlay and by the scenario's own figures. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { isDomainError } from '../../domain/errors.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { readPolicyFile } from '../policy/files.ts';
import { ScenarioInvalid, type ReadScenario } from './read.ts';

export interface Rules {
  readonly policy: Policy;
  /** File of the overlay with the scenario's figures in it. */
  readonly overlay: string;
}

/** Writes the completed overlay into `folder`. @throws ScenarioInvalid */
export function rulesOf({ file, scenario, locate }: ReadScenario, folder: string): Rules {
  const { overlay: named, figures } = scenario.policy;
  const refuse = (key: string, problem: string) =>
    new ScenarioInvalid([{ where: locate(['policy', key]), problem: `policy.${key}: ${problem}` }]);
  const given = resolve(dirname(file), named);
  if (!existsSync(given)) throw refuse('overlay', `there is no file ${named} beside this one`);
  const overlay = join(folder, 'overlay.yaml');
  writeFileSync(overlay, stringify(withFigures(readFileSync(given, 'utf8'), figures), { aliasDuplicateObjects: false }));
  try {
    return { policy: readPolicyFile(overlay), overlay };
  } catch (error) {
    if (!isDomainError(error)) throw error;
    const problems = error.findings.map(({ problem }) => problem);
    throw refuse(Object.keys(figures).length > 0 ? 'figures' : 'overlay', problems.join('; ') || error.message);
  }
}

function withFigures(overlay: string, figures: object): object {
  const data = parse(overlay) as { figures?: object };
  return { ...data, figures: { ...data.figures, ...figures } };
}
