import { z } from 'zod';
import { DomainError } from './errors.ts';
import type { PlainDate } from './plain-date.ts';

/** A number by which a person is known, in the one form that is hashed: every way to type it finds the same person. */
export type IdentityNumber = string & z.$brand<'IdentityNumber'>;

/**
 * - 公民身份号码, GB 11643: area, day of birth, three digits, check character. Counties come and go, and whoever was
 *   registered in one keeps its number: of the area only the province is looked at. 99 is the examples'.
 * - 港澳台居民居住证: the same, its area 810000, 820000 or 830000.
 * - 外国人永久居留身份证 of 2023: 9, province, nationality in three digits (ISO 3166-1), the rest the same.
 */
const provinces = [
  ...['11', '12', '13', '14', '15', '21', '22', '23', '31', '32', '33', '34', '35', '36', '37', '41', '42', '43', '44'],
  ...['45', '46', '50', '51', '52', '53', '54', '61', '62', '63', '64', '65', '71'],
].join('|');
const area = `(?:${provinces})\\d{4}|8[123]0000|9(?:${provinces})(?!000)\\d{3}|99\\d{4}`;
const eighteen = new RegExp(`^(?:${area})(?<year>\\d{4})(?<month>\\d{2})(?<day>\\d{2})\\d{3}[\\dX]$`);

/** 外国人永久居留身份证 before 2023, valid until it expires: nationality in letters, area, year of birth in two digits. */
const fifteen = new RegExp(`^[A-Z]{3}(?:${provinces})\\d{2}(?<year>\\d{2})(?<month>\\d{2})(?<day>\\d{2})\\d{2}$`);

/** Nobody is known to have lived longer than 122 years. */
const oldest = 130;

/** Full-width, lower case, parted by spaces or hyphens, with what copying leaves behind: one form of them all. */
export function tidyIdentityNumber(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[\s\p{Cf}\p{Pd}._·/]/gu, '')
    .toUpperCase();
}

/** What is wrong with a number that is tidy already; undefined: nothing that shows without a calendar. */
function mistakeIn(number: string): string | undefined {
  if (/^\d{15}$/.test(number)) return 'is of the first generation, of 15 digits; give the 18 of today';
  const read = eighteen.exec(number) ?? fifteen.exec(number);
  if (!read) return 'is no identity number: 18 characters, an area, a day of birth, and a check character';
  if (number.length === 18 && checkCharacter(number.slice(0, 17)) !== number.at(-1)) {
    return 'ends in another check character than its digits have';
  }
  const { year = '', month = '', day = '' } = read.groups!;
  return isDay(year, month, day) ? undefined : 'has a day of birth that no calendar has';
}

function isDay(year: string, month: string, day: string): boolean {
  // Of two digits either century may be meant: 29 February counts where one of them has it.
  const years = year.length === 4 ? [Number(year)] : [1900 + Number(year), 2000 + Number(year)];
  return years.some((one) => {
    const date = new Date(Date.UTC(one, Number(month) - 1, Number(day)));
    return (
      date.getUTCFullYear() === one && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day)
    );
  });
}

export function isIdentityNumber(text: string): text is IdentityNumber {
  return mistakeIn(text) === undefined;
}

/** Wherever an identity number comes in. Whether the day of birth can be is `requireBorn`'s to say, by the day. */
export const identityNumber = z
  .string()
  .max(100)
  .overwrite(tidyIdentityNumber)
  .check((context) => {
    const message = mistakeIn(context.value);
    const hint = 'Copy it from the card.';
    if (message) context.issues.push({ code: 'custom', message, params: { hint }, input: context.value });
  })
  .brand<'IdentityNumber'>()
  .describe(
    '公民身份号码, or the number of a residence permit 居住证 or 永久居留身份证; kept encrypted, found by a keyed hash',
  );

/**
 * A number of the sender's own: of a call, an event, a claim, a record. It is kept in the clear and named in logs, so
 * that it is nobody's identity number, nor holds one.
 */
export function ownNumber(schema: z.ZodString): z.ZodString {
  return schema.refine((text) => !holdsIdentityNumber(text), {
    error: 'holds an identity number, and is kept where none may stand',
    params: { hint: 'Use a number that says nothing of a person.' },
  });
}

function holdsIdentityNumber(text: string): boolean {
  return [...text.matchAll(/(?<!\d)\d{17}[\dXx](?!\d)/g)].some(([found]) => isIdentityNumber(found.toUpperCase()));
}

/** Day of birth; undefined where the number has the year in two digits. */
export function birthDateIn(number: IdentityNumber): PlainDate | undefined {
  const { year, month, day } = eighteen.exec(number)?.groups ?? {};
  return year === undefined ? undefined : (`${year}-${month}-${day}` as PlainDate);
}

/** @throws DomainError INVALID_REQUEST: nobody of this day of birth is alive, or was lately. */
export function requireBorn(number: IdentityNumber, today: PlainDate, where: string): void {
  const born = birthDateIn(number);
  if (born === undefined) return;
  const problem = born > today ? 'has a day of birth that is still to come' : tooOld(born, today);
  if (!problem) return;
  throw new DomainError('INVALID_REQUEST', `${where}: ${problem}`, {
    findings: [{ where, problem, hint: 'Copy it from the card.' }],
  });
}

function tooOld(born: PlainDate, today: PlainDate): string | undefined {
  const age = Number(today.slice(0, 4)) - Number(born.slice(0, 4));
  return age > oldest ? `has a day of birth more than ${oldest} years ago` : undefined;
}

/** @param digits the first 17. */
export function checkCharacter(digits: string): string {
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (2 ** (17 - index) % 11), 0);
  return '10X98765432'[sum % 11]!;
}

/** For lists: the region and the check character stay, what tells a person apart does not. */
export function maskIdentityNumber(text: string): string {
  return `${text.slice(0, 6)}${'*'.repeat(Math.max(0, text.length - 7))}${text.slice(-1)}`;
}

export function isMasked(text: string): boolean {
  return text.includes('*');
}

/** 张三丰 → 张**; the number of characters is kept. */
export function maskName(name: string): string {
  const [first = '', ...rest] = name;
  return first + '*'.repeat(rest.length);
}
