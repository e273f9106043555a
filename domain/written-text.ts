/** What people write: names and free texts, tidied to one form, and refused where they say more than they show. */
import { z } from 'zod';
import {
  hasControl,
  hasControlButLines,
  hasInvisible,
  hasNetAddress,
  hasVisibleLetter,
  turnsDirection,
  withoutControl,
  withoutInvisible,
  withoutNetAddresses,
  withSingleSpaces,
} from './characters.ts';

const longestPersonName = 60;

/** · in whatever way it was typed, where it parts two characters of a Chinese name: 买买提．吐尔逊, 阿卜杜拉•艾力. */
const middleDot = /(?<=\p{sc=Han} ?)[.．。｡•‧∙⋅・･⸱](?= ?\p{sc=Han})/gu;

/**
 * Letters of any script with their marks, 〇, and what parts them: a space, · ' - . and the marks of Tibetan. The
 * characters that police registers give to names without a code point (\p{Co}) are letters too.
 */
const letter = '[\\p{L}\\p{M}\\p{Co}\\u3007\\u180B-\\u180F]';
const personNamePattern = new RegExp(
  `^['’]?${letter}(?:(?:[ ·'’\\u002D\\u2010\\u0F0B\\u0F0C\\u1806]|[.,] ?)?${letter})*[.\\u0F0D]?$`,
  'u',
);

function tidyName(text: string): string {
  return withSingleSpaces(text.normalize('NFC'))
    .replaceAll(middleDot, '·')
    .replaceAll(/(?<=\p{sc=Han}) ?· ?(?=\p{sc=Han})/gu, '·');
}

const nameRules: readonly (readonly [broken: (name: string) => boolean, problem: string, hint: string])[] = [
  [hasControl, 'has a line end or a control character', 'Write it in one line.'],
  [hasInvisible, 'has a character that does not show, or turns the direction of writing', 'Type it anew.'],
  [(name) => !hasVisibleLetter(name), 'has no letter', 'Give a name.'],
  [hasNetAddress, 'has an address of the net', 'Give the name alone.'],
];

/** The name of anything that has one: an office, a team, a filter. */
export function properName(longest: number): z.ZodString {
  return nameOf(longest, nameRules);
}

/** The name of a person, as the identity card has it. */
export const personName: z.ZodString = nameOf(longestPersonName, [
  ...nameRules,
  [
    (name) => !personNamePattern.test(name),
    "has something other than letters and what parts them (· - ' .)",
    'Give the name alone, as on the identity card.',
  ],
]);

function nameOf(longest: number, rules: typeof nameRules): z.ZodString {
  return z
    .string()
    .overwrite(tidyName)
    .min(1)
    .max(longest)
    .check((context) => {
      const rule = rules.find(([broken]) => broken(context.value));
      if (!rule) return;
      const [, message, hint] = rule;
      context.issues.push({ code: 'custom', message, params: { hint }, input: context.value });
    });
}

/** Reasons, notes, findings: lines as they are, no control characters, nothing that turns the direction of writing. */
export function freeText(longest: number): z.ZodString {
  return z
    .string()
    .refine((text) => !turnsDirection(text), {
      error: 'has a character that turns the direction of writing',
      params: { hint: 'Type it anew.' },
    })
    .overwrite(tidyText)
    .min(1)
    .max(longest)
    .refine((text) => !hasControlButLines(text), {
      error: 'has a control character',
      params: { hint: 'Send text with line ends alone.' },
    });
}

function tidyText(text: string): string {
  return withoutInvisible(text.normalize('NFC'))
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .trim();
}

/**
 * A name for a letter or a message: registers that others keep hold what they hold. One line that shows.
 */
export function nameInNotices(name: string): string {
  return withSingleSpaces(withoutControl(name)) || '—';
}

/** A short message goes out under the name of the office: what leads elsewhere is none of its. */
export function shortMessageText(text: string): string {
  return withoutNetAddresses(withoutControl(text));
}
