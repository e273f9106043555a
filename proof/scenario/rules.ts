/** The rules of a scenario: for each region a pack, completed by an overlay and by the scenario's own figures. */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { isDomainError } from '../../domain/errors.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { fromRoot } from '../../platform/project-root.ts';
import { readPolicy, readPolicyFile } from '../../cli/policy/files.ts';
import { unknownRegions } from './names.ts';
import { mistaken, ScenarioInvalid, type ReadScenario } from './read.ts';

export interface Rules {
  /** Of each region; the first is meant where none is named. */
  readonly policies: readonly [Policy, ...Policy[]];
  /** Folder of all packs. */
  readonly packs: string;
  /** Files of the overlays with the scenario's figures in them. */
  readonly overlays: readonly string[];
}

interface Completed {
  readonly policy: Policy;
  readonly overlay: string;
}

/** Writes packs and completed overlays into `folder`. @throws ScenarioInvalid */
export function rulesOf(read: ReadScenario, folder: string): Rules {
  const packs = join(folder, 'packs');
  cpSync(fromRoot('policies'), packs, { recursive: true });
  const completed: Completed[] = [];
  for (const index of read.scenario.policy.keys()) {
    const one = completedAt(read, index, folder, packs);
    const { code } = one.policy.region;
    if (completed.some(({ policy }) => policy.region.code === code))
      throw refusal(read, index, 'region', `there are rules for ${code} already`);
    completed.push(one);
  }
  const [first, ...others] = completed.map(({ policy }) => policy);
  const policies = [first!, ...others] as const;
  const strangers = unknownRegions(
    read.scenario,
    policies.map(({ region }) => region.code),
  );
  if (strangers.length > 0) throw mistaken(read, strangers);
  return { policies, packs, overlays: completed.map(({ overlay }) => overlay) };
}

function completedAt(read: ReadScenario, index: number, folder: string, packs: string): Completed {
  const { overlay: named, region, figures } = read.scenario.policy[index]!;
  const given = resolve(dirname(read.file), named);
  if (!existsSync(given)) throw refusal(read, index, 'overlay', `there is no file ${named} beside this one`);
  const overlay = join(folder, `overlay-${index}.yaml`);
  try {
    const completed = withFigures(readFileSync(given, 'utf8'), figures);
    write(overlay, completed);
    const policy = readPolicyFile(overlay);
    if (region === undefined) return { policy, overlay };
    const pack = packFor(region, policy, packs);
    write(overlay, { ...completed, pack: `${policy.pack}-${region}` });
    return { policy: readPolicy(pack, overlay), overlay };
  } catch (error) {
    if (!isDomainError(error)) throw error;
    const problems = error.findings.map(({ problem }) => problem);
    const key = Object.keys(figures).length > 0 ? 'figures' : 'overlay';
    throw refusal(read, index, key, problems.join('; ') || error.message);
  }
}

/** The same pack for another region, which has its name alone of its own. Returns its file. */
function packFor(region: string, { pack, version }: Policy, packs: string): string {
  const like = parse(readFileSync(join(packs, pack, `${version}.yaml`), 'utf8')) as { region: object };
  const own = {
    ...like,
    pack: `${pack}-${region}`,
    region: { ...like.region, code: region, names: { zh: region, en: region } },
  };
  const file = join(packs, own.pack, `${version}.yaml`);
  mkdirSync(dirname(file));
  write(file, own);
  return file;
}

function withFigures(overlay: string, figures: object): object {
  const data = parse(overlay) as { figures?: object };
  return { ...data, figures: { ...data.figures, ...figures } };
}

function write(file: string, content: object): void {
  writeFileSync(file, stringify(content, { aliasDuplicateObjects: false }));
}

function refusal({ locate }: ReadScenario, index: number, key: string, problem: string): ScenarioInvalid {
  return new ScenarioInvalid([{ where: locate(['policy', index, key]), problem: `policy.${key}: ${problem}` }]);
}
