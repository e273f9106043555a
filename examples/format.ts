/** What a line of the example files is; the generator writes it, the demo and the tests read it. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { roles } from '../domain/access/grants.ts';
import { errorCodes } from '../domain/errors.ts';
import { isIdentityNumber, tidyIdentityNumber } from '../domain/identity-number.ts';
import { insuranceTypes, recordKinds } from '../domain/policy/schema.ts';

const day = z.iso.date();
const interval = { from: day, until: day.optional() };

/** What other departments know of a person. */
export const registryEntry = z.strictObject({
  idNumber: z
    .string()
    .overwrite(tidyIdentityNumber)
    .refine((text): boolean => isIdentityNumber(text), 'is no identity number'),
  name: z.string(),
  village: z.string(),
  /** As the register holds it, whatever an application says. */
  phone: z.string().optional(),
  /** 乡镇 */
  township: z.string().optional(),
  birthDate: day,
  diedOn: day.optional(),
  insurance: z.array(z.strictObject({ type: z.enum(insuranceTypes), region: z.string(), ...interval })),
  categories: z.array(z.strictObject({ category: z.string(), ...interval })),
  records: z.array(
    z.strictObject({
      kind: z.enum(recordKinds),
      institution: z.string(),
      on: day,
      icd10: z.string().optional(),
      items: z.array(z.strictObject({ code: z.string(), value: z.number(), unit: z.string().optional() })).optional(),
    }),
  ),
});

const expectedCase = z.strictObject({
  disease: z.string(),
  stage: z.enum(['decided', 'awaitingAcceptance', 'awaitingOfficer', 'awaitingBatch']),
  outcome: z.enum(['approved', 'notRecognised']).optional(),
  /** Reason codes of the decision, or of what the rules left open. */
  because: z.array(z.string()).optional(),
});

/** One call of the API: who sends it, what with, and what the rules make of it. */
export const exampleApplication = z.strictObject({
  /** Also the Idempotency-Key; two lines with one key are a repeat, or a conflict. */
  key: z.string(),
  note: z.string(),
  caller: z.strictObject({
    subject: z.string(),
    role: z.enum(roles),
    regions: z.array(z.string()).optional(),
    institution: z.string().optional(),
  }),
  /** The body as it is sent, mistakes included; documents are uploaded first and put into it. */
  submission: z.looseObject({
    diseases: z.array(z.looseObject({})),
    applicant: z.looseObject({ idNumber: z.string() }),
  }),
  /** `disease` is the place in `submission.diseases`, `file` a name in `documents/`. */
  documents: z.array(z.strictObject({ disease: z.int(), evidence: z.string(), file: z.string() })),
  expect: z.union([
    z.strictObject({ cases: z.array(expectedCase).min(1) }),
    /** The receipt of the line before with this key. */
    z.strictObject({ sameReceipt: z.literal(true) }),
    z.strictObject({ error: z.enum(errorCodes) }),
  ]),
});

export type RegistryEntry = z.infer<typeof registryEntry>;
export type ExampleApplication = z.infer<typeof exampleApplication>;
export type ExpectedCase = z.infer<typeof expectedCase>;

/** @throws Error naming file and line of the first line that is not one. */
export function readLines<T>(file: string, line: z.ZodType<T>): T[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((text, index) => (text.trim() === '' ? [] : [parsed(text, line, `${file}:${index + 1}`)]));
}

function parsed<T>(text: string, line: z.ZodType<T>, where: string): T {
  try {
    return line.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${where} is not a line of an example file: ${(cause as Error).message}`, { cause });
  }
}
