import { randomInt } from 'node:crypto';

/** Without letters that are read as another, or as a digit. */
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const length = 16;

/** 80 bits: nobody finds a letter by guessing. */
export function newVerificationCode(): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/** As it is printed, in groups of four. */
export function groupedCode(code: string): string {
  return code.match(/.{1,4}/g)!.join(' ');
}

/** However somebody types it. */
export function typedCode(text: string): string {
  return text.replaceAll(/[\s-]/g, '').toUpperCase();
}
