import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fen, timesHalfUp, yuan, type Fen } from '../../domain/money.ts';

describe('money', () => {
  test.each(['3000', '3000.0', '3,000.00', '-1.00', '1e3', '', '90071992547409.92'])('does not read %j', (text) => {
    expect(() => fen(text)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });

  test.each([
    ['V01', '10000.00', 0.7, '7000.00'],
    ['V02', '1250.50', 0.8, '1000.40'],
    ['V14', '1500.00', 0.75, '1125.00'],
    ['half a 分 goes up', '0.01', 0.5, '0.01'],
    ['less than half goes down', '0.01', 0.4999, '0.00'],
    ['where floating point would lose it', '1.15', 0.1, '0.12'],
    ['a very small ratio', '50000.00', 1e-7, '0.01'],
  ])('%s', (_case, amount, ratio, share) => {
    expect(yuan(timesHalfUp(fen(amount), ratio))).toBe(share);
  });

  const amount = fc.integer({ min: 0, max: 1e12 }).map((value) => value as Fen);

  test('reads back what it wrote', () => {
    fc.assert(
      fc.property(amount, (value) => {
        expect(fen(yuan(value))).toBe(value);
      }),
    );
  });

  test('a ratio in ten-thousandths is exact', () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 10_000 }), (value, tenThousandths) => {
        const exact = (BigInt(value) * BigInt(tenThousandths) * 2n + 10_000n) / 20_000n;
        expect(timesHalfUp(value, tenThousandths / 10_000)).toBe(Number(exact));
      }),
    );
  });
});
