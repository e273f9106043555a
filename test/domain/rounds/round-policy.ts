import type { Policy } from '../../../domain/policy/schema.ts';
import { withExamples } from '../packs.ts';

const example = withExamples('rizhao-shandong-2020');

/** The example of Rizhao with other figures of its monthly batch. */
export function roundsWith(figures: Readonly<Record<string, unknown>> = {}): Policy {
  const stated = Object.entries(figures).map(([name, value]) => [
    name,
    { value, clause: 'PRACTICE #15', path: `procedures.monthlyBatch.${name}`, pack: example.pack, origin: 'overlay' },
  ]);
  const monthlyBatch = { ...example.procedures.monthlyBatch!, ...Object.fromEntries(stated) };
  return { ...example, procedures: { ...example.procedures, monthlyBatch } };
}

export const shanghai = (local: string): Date => new Date(`${local}:00+08:00`);
