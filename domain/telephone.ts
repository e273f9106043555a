import { z } from 'zod';

/**
 * Telephones in one form each, so that the same one is the same text:
 * - mobile, 11 digits: 13812345678
 * - fixed line, area code first, extension last: 0633-8781234-802
 * - service number of an office, ten digits: 400-8123456
 * - Hong Kong, Macao, Taiwan, with the country code: +852-91234567
 * Short numbers (110, 12345, 95588) belong to nobody whom one could reach by them.
 */
const forms: readonly (readonly [pattern: RegExp, written: string])[] = [
  [/^(1[3-9]\d{9})$/, '$1'],
  [/^(0(?:10|2\d)|0[3-9]\d{2})([2-8]\d{6,7})$/, '$1-$2'],
  [/^([48]00)(\d{7})$/, '$1-$2'],
  [/^\+(852)([2-9]\d{7})$/, '+$1-$2'],
  [/^\+(853)([268]\d{7})$/, '+$1-$2'],
  [/^\+(886)(9\d{8}|[2-8]\d{7,8})$/, '+$1-$2'],
];

const extensionMark = /(?:转|轉|分机|#|,|;|ext\.?|x)[^\d]*(\d{1,6})$/i;
const withParts = /^(?:0(?:10|2\d)|0[3-9]\d{2})-[2-8]\d{6,7}-\d{1,6}$|^[48]00-\d{7}-\d{1,6}$/;
const separators = /[\s\p{Cf}\p{Pd}()[\].·/_]/gu;

/** As it is kept; what is no telephone stays as it came. */
export function tidyTelephone(text: string): string {
  return canonical(text) ?? text;
}

export function isTelephone(text: string): boolean {
  return canonical(text) !== undefined;
}

/** Whether short messages arrive there: at mobile telephones alone. */
export function takesShortMessages(telephone: string): boolean {
  const number = canonical(telephone) ?? '';
  return /^(?:1|\+852-[4-9]|\+853-6|\+886-9)/.test(number);
}

function canonical(text: string): string | undefined {
  const typed = text.normalize('NFKC').trim();
  // Seven digits and one of an extension are not eight.
  if (withParts.test(typed)) return typed;
  const [marked, extension] = extensionMark.exec(typed) ?? [];
  if (marked && extension) return withExtension(typed.slice(0, -marked.length), extension);
  const number = numberIn(typed);
  if (number) return number;
  // 0633-8781234-802: the last of the parts is the extension where they are no number together.
  const [, rest, last] = /^(.*\d)[\s\p{Pd}]+(\d{1,6})$/u.exec(typed) ?? [];
  return rest && last ? withExtension(rest, last) : undefined;
}

/** Mobile telephones have none. */
function withExtension(typed: string, extension: string): string | undefined {
  const number = numberIn(typed);
  return number?.startsWith('0') || number?.startsWith('400') || number?.startsWith('800')
    ? `${number}-${extension}`
    : undefined;
}

function numberIn(typed: string): string | undefined {
  const digits = typed.replaceAll(separators, '');
  if (!/^\+?\d+$/.test(digits)) return undefined;
  const number = domestic(digits.replace(/^00(?=[1-9])/, '+'));
  const form = forms.find(([pattern]) => pattern.test(number));
  return form && number.replace(...form);
}

/** +86 13812345678, +86 (0)633 8781234: within the country, a fixed line with its 0. */
function domestic(number: string): string {
  const [, within] = /^\+?86(1[3-9]\d{9}|[48]00\d{7}|0?[1-9]\d{8,10})$/.exec(number) ?? [];
  if (!within || (!number.startsWith('+') && number.length <= 11)) return number;
  return /^(?:0|1[3-9]\d{9}$|[48]00\d{7}$)/.test(within) ? within : `0${within}`;
}

/** Wherever a telephone number comes in. */
export const telephone: z.ZodString = z
  .string()
  .max(60)
  .overwrite(tidyTelephone)
  .refine(isTelephone, {
    error: 'is no telephone number',
    params: { hint: 'Give a mobile number (13812345678), or a fixed line with its area code (0633-8781234).' },
  });
