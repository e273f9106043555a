import type { Policy } from '../../domain/policy/schema.ts';
import type { ExampleApplication } from '../format.ts';

type Expert = ExampleApplication['caller'] & { readonly specialties: readonly string[] };

/** 评审专家: so few that each has to know every specialty of the panel; `npm run token -- expert` is the first of them. */
export function expertsOf({ region, procedures }: Policy): Expert[] {
  const panel = procedures.monthlyBatch?.panel?.value;
  const specialties = panel && panel !== 'none' ? Object.keys(panel.specialties) : [];
  return ['expert-1', 'expert-2', 'expert-3'].map((subject) => ({
    subject,
    role: 'expert',
    regions: [region.code],
    specialties,
  }));
}
