import { z } from 'zod';
import { hasControl, hasInvisible, hasNetAddress, hasVisibleLetter } from '../characters.ts';

const longest = 500;

/** Nobody who means a sentence puts a space before its full stop: pay . example . com is read as it is heard. */
function namesNetAddress(text: string): boolean {
  return text.normalize('NFKC').includes('@') || hasNetAddress(text.replaceAll(/\s+\.\s*/g, '.'));
}

/**
 * What a person adds in their own words for the patient, printed as a note and never as a reason: the office speaks in
 * it, so it hides nothing and leads nowhere.
 */
export const noteToPatient = z
  .string()
  .trim()
  .min(1)
  .max(longest)
  .refine(
    (text) => !hasControl(text) && !hasInvisible(text),
    'no line breaks, control or direction characters, nothing that does not show',
  )
  .refine((text) => !namesNetAddress(text), 'no addresses of the net: the letter is the office’s')
  .refine((text) => hasVisibleLetter(text), 'at least one letter')
  .describe('For the patient, in plain words: printed as a note, not as a reason');
