import { readFileSync } from 'node:fs';
import { loadPolicy } from '../../domain/policy/load.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import type { WorkingCalendar } from '../../domain/deadlines/working-days.ts';
import { fromRoot } from '../../platform/project-root.ts';

/** Each pack of a document, and its version. */
export const packVersions = {
  'rizhao-shandong-2020': '2020-1',
  'xx-county-2021': '2021-1',
  'yangzhou-employee': '2022-1',
  'district-severe-mental': '2021-1',
  'jiangsu-poverty-prevention': '2022-1',
} as const;

export type PackName = keyof typeof packVersions;
export const packNames = Object.keys(packVersions) as PackName[];

export const packText = (pack: PackName) => text('policies', pack, `${packVersions[pack]}.yaml`);
export const exampleOverlay = (pack: 'rizhao-shandong-2020' | 'xx-county-2021') =>
  text('examples', 'overlays', `${pack}.yaml`);

const loaded = new Map<PackName, Policy>();

/** The pack on its own. */
export function asStated(pack: PackName): Policy {
  const policy = loaded.get(pack) ?? loadPolicy(packText(pack));
  loaded.set(pack, policy);
  return policy;
}

export const withExamples = (pack: 'rizhao-shandong-2020' | 'xx-county-2021'): Policy =>
  loadPolicy(packText(pack), exampleOverlay(pack));

export const calendar = JSON.parse(text('policies', 'calendar', 'cn.json')) as WorkingCalendar;

function text(...segments: string[]): string {
  return readFileSync(fromRoot(...segments), 'utf8');
}
