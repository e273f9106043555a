/** 示例甲 → 示** */
export function maskedName(name: string): string {
  const [first = '', ...rest] = name;
  return first + '*'.repeat(rest.length);
}

/** The last four digits tell a number from the other numbers of a person, and reach nobody. */
export function maskedPhone(phone: string): string {
  return `****${phone.slice(-4)}`;
}

/** The first letter and the provider. */
export function maskedEmail(email: string): string {
  const [local = '', domain = ''] = email.split('@');
  return `${local.slice(0, 1)}***@${domain}`;
}
