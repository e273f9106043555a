/** Who keeps a register and reports changes of it; an external system reports as one of them. */
export const departments = [
  /** 扶贫（乡村振兴）部门 */
  'povertyOffice',
  /** 民政部门 */
  'civilAffairs',
  /** 卫生健康部门 */
  'health',
  /** 公安机关 */
  'publicSecurity',
  /** 医疗保障经办机构 */
  'medicalSecurity',
  /** 税务机关 */
  'taxation',
  /** 残疾人联合会 */
  'disabledPersonsFederation',
] as const;

export type Department = (typeof departments)[number];
