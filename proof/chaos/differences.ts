/** Too few and too many, each thing counted: a sentence for each that differs. */
export function differences<T extends string | number>(
  what: string,
  expected: readonly T[],
  found: readonly T[],
): string[] {
  const [wanted, got] = [counted(expected), counted(found)];
  return [...new Set([...expected, ...found])].flatMap((each) => {
    const [many, are] = [wanted.get(each) ?? 0, got.get(each) ?? 0];
    return many === are ? [] : [`${what} ${each}: ${are} instead of ${many}`];
  });
}

function counted<T>(list: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const each of list) counts.set(each, (counts.get(each) ?? 0) + 1);
  return counts;
}
