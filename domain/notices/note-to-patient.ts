import { z } from 'zod';

const longest = 500;

/** Control and direction characters, and what has no width. */
const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/u;

/** An address of the net, however it is written. */
const address =
  /:\/\/|\bwww\.|@|[a-z0-9-]\s*\.\s*(?:com|cn|net|org|gov|edu|info|top|xyz|vip|cc|io|me|app|link|shop|site)\b/iu;

/**
 * What a person adds in their own words for the patient, printed as a note and never as a reason: the office speaks in
 * it, so it hides nothing and leads nowhere.
 */
export const noteToPatient = z
  .string()
  .trim()
  .min(1)
  .max(longest)
  .refine((text) => !invisible.test(text), 'no line breaks, control or direction characters')
  .refine((text) => !address.test(text), 'no addresses of the net: the letter is the office’s')
  .refine((text) => /\p{L}/u.test(text), 'at least one letter')
  .describe('For the patient, in plain words: printed as a note, not as a reason');
