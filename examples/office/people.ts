import { checkCharacter } from '../../domain/identity-number.ts';
import { addDays, addMonths, type PlainDate } from '../../domain/plain-date.ts';
import type { Random } from './random.ts';

export type Sex = 'female' | 'male';

/** Somebody who cannot exist: 某 in the name, a region code that was never given out, a number of no subscriber. */
export interface Person {
  readonly idNumber: string;
  readonly name: string;
  readonly phone: string;
  readonly sex: Sex;
  readonly birthDate: PlainDate;
  readonly village: string;
  readonly township: string;
}

const surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕'];
const women = [...'兰芳英秀华梅霞玲桂凤珍荣红燕静丽娟敏萍云'];
const men = [...'国建军明强刚平伟勇涛斌波海山林德福贵春生'];
const villages = {
  望海镇: ['东湾村', '西湾村', '盐场村', '石臼沟村'],
  松岭镇: ['上松村', '下松村', '柿子峪村'],
  柳河镇: ['柳河头村', '大桥村', '前营村', '后营村'],
  石泉乡: ['石泉村', '响水崖村', '梨园村'],
  新港街道: ['港湾社区', '渔港社区', '海韵社区'],
} as const;

/** Six digits that open no real identity number; the last two tell the towns of the example county apart. */
const regionCode = '9901';

/** People of one example county, none of them twice. */
export function county(random: Random, today: PlainDate) {
  let people = 0;

  function birthDate(ages: readonly [from: number, to: number]): PlainDate {
    return addDays(addMonths(today, -12 * random.int(...ages)), -random.int(1, 364));
  }

  return {
    person(ages: readonly [from: number, to: number], sex?: Sex): Person {
      people += 1;
      const isWoman = sex ? sex === 'female' : random.chance(0.48);
      const [town, places] = random.pick(Object.entries(villages));
      const born = birthDate(ages);
      const sequence = String(((people * 2) % 1000) + (isWoman ? 0 : 1)).padStart(3, '0');
      const townCode = String(Object.keys(villages).indexOf(town) + 1).padStart(2, '0');
      const digits = `${regionCode}${townCode}${born.replaceAll('-', '')}${sequence}`;
      return {
        idNumber: digits + checkCharacter(digits),
        name: `${random.pick(surnames)}某${random.pick(isWoman ? women : men)}`,
        phone: phone(people),
        sex: isWoman ? 'female' : 'male',
        birthDate: born,
        village: `示例县${town}${random.pick(places)}`,
        township: town,
      };
    },
    /** Who acts for others: a name and a telephone number of the same making. */
    helper(): { name: string; phone: string } {
      people += 1;
      return { name: `${random.pick(surnames)}某${random.pick([...women, ...men])}`, phone: phone(people) };
    },
  };
}

function phone(ordinal: number): string {
  return `199-0000-${String(ordinal).padStart(4, '0')}`;
}
