import { isDomainError, type Finding } from '../../domain/errors.ts';
import { listedDiseases, missingRecognitionFigures } from '../../domain/policy/recognition.ts';
import type { Policy } from '../../domain/policy/schema.ts';
import { readPolicyFile } from './files.ts';
import { columns } from './columns.ts';
import { findingLine } from './finding-line.ts';

export interface Check {
  readonly file: string;
  readonly findings: readonly Finding[];
  /** What the file amounts to when it is right. */
  readonly diseases?: number;
  /** Figures without which its region takes no applications; an operator supplies them. */
  readonly missing?: readonly string[];
}

export function checkFiles(files: readonly string[]): Check[] {
  return files.map((file) => {
    try {
      return { file, findings: [], ...summary(readPolicyFile(file)) };
    } catch (error) {
      if (!isDomainError(error)) throw error;
      const findings = error.findings.length > 0 ? error.findings : [{ where: file, problem: error.message }];
      return { file, findings };
    }
  });
}

function summary(policy: Policy): { diseases: number; missing: string[] } {
  return {
    diseases: policy.diseases.value === null ? 0 : listedDiseases(policy).length,
    missing: missingRecognitionFigures(policy).map(({ path }) => path),
  };
}

export function printChecks(checks: readonly Check[]): string {
  const right = checks.filter(({ findings }) => findings.length === 0);
  const wrong = checks.flatMap(({ findings }) => findings);
  const rows = right.map(({ file, diseases = 0, missing = [] }) => [
    'ok',
    file,
    diseases === 1 ? '1 disease' : `${diseases} diseases`,
    missing.length === 0 ? 'the region is open' : `not open: ${missing.join(', ')}`,
  ]);
  const verdict =
    wrong.length === 0 ? 'No mistakes.' : `${wrong.length} ${wrong.length === 1 ? 'mistake' : 'mistakes'}.`;
  return [...wrong.map(findingLine), ...columns(rows), verdict].join('\n');
}
