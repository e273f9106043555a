const shape = /^[A-Z]\d{2}(\.[0-9A-Z]+)?$/;

/**
 * Whether a diagnosis code falls under a code or range of the policy, sub-codes included: C34.901 under C00-C97,
 * N18.501 under N18.5. A code that is less specific than what the policy asks for does not, nor does a malformed one.
 */
export function fallsUnder(code: string, codeOrRange: string): boolean {
  const diagnosis = code.trim().toUpperCase();
  if (!shape.test(diagnosis)) return false;
  const [first = '', last = first] = codeOrRange.split('-');
  const isSpecific = diagnosis.length >= first.length && diagnosis.length >= last.length;
  return isSpecific && diagnosis.slice(0, first.length) >= first && diagnosis.slice(0, last.length) <= last;
}
