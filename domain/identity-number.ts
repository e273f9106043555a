import type { PlainDate } from './plain-date.ts';

/** 公民身份号码: 17 digits and a check character, GB 11643 (ISO 7064 MOD 11-2). */
export function isIdentityNumber(text: string): boolean {
  return /^\d{17}[\dX]$/.test(text) && checkCharacter(text.slice(0, 17)) === text.at(-1);
}

/** Of an identity number, the day of birth that it names. */
export function birthDateIn(idNumber: string): PlainDate {
  return `${idNumber.slice(6, 10)}-${idNumber.slice(10, 12)}-${idNumber.slice(12, 14)}` as PlainDate;
}

/** @param digits the first 17. */
export function checkCharacter(digits: string): string {
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (2 ** (17 - index) % 11), 0);
  return '10X98765432'[sum % 11]!;
}

/** For lists: the region and the check character stay, what tells a person apart does not. */
export function maskIdentityNumber(text: string): string {
  return `${text.slice(0, 6)}${'*'.repeat(11)}${text.slice(-1)}`;
}

/** 张三丰 → 张**; the number of characters is kept. */
export function maskName(name: string): string {
  const [first = '', ...rest] = name;
  return first + '*'.repeat(rest.length);
}
