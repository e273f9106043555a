import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  birthDateIn,
  checkCharacter,
  identityNumber,
  isIdentityNumber,
  maskIdentityNumber,
  requireBorn,
  tidyIdentityNumber,
  type IdentityNumber,
} from '../../domain/identity-number.ts';
import { plainDate } from '../../domain/plain-date.ts';

const withCheck = (digits: string) => digits + checkCharacter(digits);
const taken = (text: string) => identityNumber.safeParse(text).success;

describe('an identity number is taken', () => {
  test.each([
    ['of a county', '37110219600101001'],
    ['of a county that was abolished', '37280119520317001'], // Rizhao county in Linyi prefecture, until 1985
    ['of Chongqing when it was Sichuan', '51021119480229003'],
    ['of the examples', '99010519691227833'],
    ['of a leap day', '37110220000229001'],
    ['of somebody very old', '37110219100101001'],
    ['of a resident from Hong Kong', '81000019850607001'],
    ['of a resident from Macao', '82000019850607001'],
    ['of a resident from Taiwan', '83000019850607001'],
    ['of a foreigner who lives here for good', '93184019850607001'],
  ])('%s', (_whose, digits) => {
    expect(taken(withCheck(digits))).toBe(true);
  });

  test.each(['GBR370085060712', 'xxa110000022901', 'usa 3100 8506 0712'])(
    'as an older card of a foreigner has it: %s',
    (number) => {
      expect(taken(number)).toBe(true);
    },
  );

  test.each([
    ['a lower-case x', (number: string) => number.toLowerCase()],
    ['full-width characters', (number: string) => number.replaceAll(/./g, fullWidth)],
    ['spaces, as the card groups it', (number: string) => number.replace(/^(.{6})(.{8})/, '$1 $2　')],
    ['hyphens of some sort', (number: string) => number.replace(/^(.{6})(.{8})/, '$1-$2–')],
    ['what copying leaves behind', (number: string) => `\uFEFF\u202D${number}\u202C\u200B\n`],
  ])('typed with %s, and is the same number', (_how, typed) => {
    expect(identityNumber.parse(typed(numberEndingInX))).toBe(numberEndingInX);
  });
});

describe('an identity number is refused', () => {
  test.each([
    ['month 13', '99010119601301001'],
    ['month 0', '99010119600001001'],
    ['30 February', '99010119600230001'],
    ['29 February of a common year', '99010119000229001'],
    ['31 April', '99010119600431001'],
    ['day 0', '99010119600100001'],
    ['year 0', '99010100000101001'],
    ['year 20', '99010100200101001'],
    ['area 000000', '00000019600101001'],
    ['a province that never was', '38010119600101001'],
    ['a permit of Hong Kong with a county', '81010119600101001'],
    ['a foreigner of no nation', '93100019600101001'],
    ['a foreigner of a province that never was', '93815619600101001'],
  ])('with %s, whatever its check character', (_why, digits) => {
    expect(taken(withCheck(digits))).toBe(false);
  });

  test.each([
    ['another check character', numberWith('0')],
    ['17 characters', '99010519691227833'],
    ['19 characters', `${withCheck('99010519691227833')}0`],
    ['15 digits', '990105691227833'],
    ['X in the middle', '9901051969X2278333'],
    ['a Cyrillic Х', withCheck('99010519691227833').replace(/.$/, 'Х')],
    ['Arabic digits', [...withCheck('99010519691227833')].map((d) => String.fromCodePoint(0x660 + Number(d))).join('')],
    ['nothing', ''],
    ['spaces alone', '   '],
    ['an older card without a day of birth', 'GBR370085130712'],
    ['an older card of a province that never was', 'GBR380085060712'],
  ])('with %s', (_why, number) => {
    expect(taken(number)).toBe(false);
  });

  test('saying what is wrong, how to mend it, and never the number', () => {
    const { error } = identityNumber.safeParse(withCheck('99010119601301001'));
    expect(error!.issues).toMatchObject([
      { message: 'has a day of birth that no calendar has', params: { hint: 'Copy it from the card.' } },
    ]);
  });

  const today = plainDate('2026-03-02');
  test.each([
    ['born tomorrow', '99010120260303001'],
    ['born in 1780', '99010117800101001'],
    ['born in 1895', '99010118951231001'],
  ])('by the day on which it comes: %s', (_why, digits) => {
    expect(() => requireBorn(identityNumber.parse(withCheck(digits)), today, '/body/idNumber')).toThrow(
      expect.objectContaining({
        code: 'INVALID_REQUEST',
        findings: [expect.objectContaining({ where: '/body/idNumber' })],
      }),
    );
  });

  test.each(['99010120260302001', '99010119100101001'])('not where somebody may be born then: %s', (digits) => {
    expect(() => requireBorn(identityNumber.parse(withCheck(digits)), today, '/body/idNumber')).not.toThrow();
  });

  test('an older card tells no century, and is left to the register', () => {
    expect(() => requireBorn(identityNumber.parse('GBR370026122512'), today, '/body/idNumber')).not.toThrow();
  });
});

describe('for every day of birth', () => {
  const day = fc
    .date({ min: new Date('1900-01-01'), max: new Date('2026-03-02'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));

  test('the number is taken, tidying leaves it alone, and the day is read from it', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 999 }), (born, sequence) => {
        const number = withCheck(`371102${born.replaceAll('-', '')}${String(sequence).padStart(3, '0')}`);
        expect(identityNumber.parse(number)).toBe(number);
        expect(birthDateIn(number as IdentityNumber)).toBe(born);
      }),
    );
  });

  test('one wrong character is refused', () => {
    fc.assert(
      fc.property(day, fc.nat(16), fc.integer({ min: 1, max: 9 }), (born, place, by) => {
        const number = withCheck(`371102${born.replaceAll('-', '')}001`);
        const wrong = String((Number(number[place]) + by) % 10);
        expect(isIdentityNumber(number.slice(0, place) + wrong + number.slice(place + 1))).toBe(false);
      }),
    );
  });

  test('two neighbours changed over are refused, unless they are the same', () => {
    fc.assert(
      fc.property(day, fc.nat(15), (born, place) => {
        const number = withCheck(`371102${born.replaceAll('-', '')}001`);
        const [one, other] = [number[place]!, number[place + 1]!];
        fc.pre(one !== other);
        expect(isIdentityNumber(number.slice(0, place) + other + one + number.slice(place + 2))).toBe(false);
      }),
    );
  });

  test('tidying is done once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const tidy = tidyIdentityNumber(text);
        expect(tidyIdentityNumber(tidy)).toBe(tidy);
      }),
    );
  });
});

test('a mask has the length of the number', () => {
  expect(maskIdentityNumber(withCheck('99010519691227833'))).toBe('990105***********3');
  expect(maskIdentityNumber('GBR370085060712')).toBe('GBR370********2');
});

function numberWith(last: string): string {
  const digits = '99010519691227833';
  return digits + (checkCharacter(digits) === last ? '1' : last);
}

function fullWidth(character: string): string {
  return String.fromCodePoint(character.codePointAt(0)! + 0xfee0);
}

const numberEndingInX = Array.from({ length: 1000 }, (_, n) =>
  withCheck(`99010119600101${String(n).padStart(3, '0')}`),
).find((number) => number.endsWith('X'))!;
