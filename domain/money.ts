import { DomainError } from './errors.ts';

/** An amount of money in whole 分 (1/100 yuan). */
export type Fen = number & { readonly __brand: 'Fen' };

/** From yuan with two decimals, as `3000.00`. */
export function fen(yuanText: string): Fen {
  const amount = /^\d+\.\d{2}$/.test(yuanText) ? Number(yuanText.replace('.', '')) : Number.NaN;
  if (!Number.isSafeInteger(amount)) {
    throw new DomainError('INVALID_REQUEST', `"${yuanText}" is not an amount in yuan with two decimals`, {
      params: { amount: yuanText },
    });
  }
  return amount as Fen;
}

/** As yuan with two decimals. */
export function yuan(amount: Fen): string {
  const digits = String(amount).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

export function sum(amounts: readonly Fen[]): Fen {
  return amounts.reduce((total, amount) => total + amount, 0) as Fen;
}

export function minus(amount: Fen, taken: Fen): Fen {
  return (amount - taken) as Fen;
}

export function least(...amounts: readonly Fen[]): Fen {
  return Math.min(...amounts) as Fen;
}

/**
 * A share of an amount, rounded half up to 分 (PRACTICE, Rounding). The ratio counts as the decimal it prints as,
 * so 0.7 is seven tenths and no binary error decides a 分.
 */
export function timesHalfUp(amount: Fen, ratio: number): Fen {
  const { numerator, denominator } = decimal(ratio);
  const doubled = 2n * BigInt(amount) * numerator;
  return Number((doubled + denominator) / (2n * denominator)) as Fen;
}

function decimal(ratio: number): { numerator: bigint; denominator: bigint } {
  const parts = /^(\d+)(?:\.(\d+))?(?:e-(\d+))?$/.exec(String(ratio));
  if (!parts) throw new RangeError(`${ratio} is not a ratio`);
  const [, whole = '', fraction = '', exponent = '0'] = parts;
  return { numerator: BigInt(whole + fraction), denominator: 10n ** BigInt(fraction.length + Number(exponent)) };
}
