import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameName, isVouchedFor, caseIdentities } from '../../../domain/case/identity.ts';

describe('names', () => {
  it.each([
    ['张 三', '张三'],
    ['阿卜杜拉·买买提', '阿卜杜拉•买买提'],
    ['ＡＮＮＡ Lee', 'Anna lee'],
  ])('%s is %s', (one, other) => {
    expect(isSameName(one, other)).toBe(true);
  });

  it.each([
    ['张三', '张三丰'],
    ['张三', '李三'],
  ])('%s is not %s', (one, other) => {
    expect(isSameName(one, other)).toBe(false);
  });

  it('are the same whichever comes first', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (one, other) => isSameName(one, other) === isSameName(other, one)));
  });
});

it('nobody vouches for a stranger, nor for a name that is not the register’s', () => {
  expect(caseIdentities.filter((identity) => !isVouchedFor(identity))).toEqual(['unverified', 'doubtful']);
});
