/** 门特手册: handed out after an approval where the pack says so, and shown at the institution chosen [D2 §一(七)]. */
import type { PlainDate } from '../plain-date.ts';
import type { Policy, ProcedureName } from '../policy/schema.ts';

export function handsOutHandbooks({ procedures }: Policy, procedure: ProcedureName): boolean {
  return procedure === 'reviewChain' && procedures.reviewChain?.handbook.value === true;
}

/** As `XX-COUNTY-HB-2026-00000001`. @param serial drawn once, unique over all regions and years. */
export function handbookNumber(region: string, allottedOn: PlainDate, serial: number): string {
  return `${region.toUpperCase()}-HB-${allottedOn.slice(0, 4)}-${String(serial).padStart(8, '0')}`;
}

/** To whom a handbook is handed over. */
export const handbookRecipients = ['patient', 'agent'] as const;
export type HandbookRecipient = (typeof handbookRecipients)[number];
