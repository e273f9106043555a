/** `npm run settle -- FILE`: what claims come to under a pack, and why. Nothing runs behind it. */
import { Command, Option } from 'commander';
import { isDomainError, type DomainError, type Finding } from '../domain/errors.ts';
import { languages, type Language } from '../domain/notices/text.ts';
import { findingLine } from './policy/finding-line.ts';
import { readClaims } from './settle/read.ts';
import { report, reportAsJson } from './settle/report.ts';
import { settleAll } from './settle/settle-all.ts';

interface Options {
  readonly overlay?: string;
  readonly language: Language;
  readonly json: boolean;
}

/** 0: settled, and as expected where the file says what to expect; 1: not so; 2: the file has mistakes. */
type ExitCode = 0 | 1 | 2;

new Command('npm run settle --')
  .description(
    'Settles a file of claims under a policy pack and prints the layers with their explanation. ' +
      'Whether somebody is covered for a disease is not asked: the register of entitlements knows that.',
  )
  .argument('<file>', 'YAML or JSON, as those in examples/claims')
  .option('--overlay <file>', "an operator's overlay, in place of the one that the file names")
  .addOption(new Option('--language <language>', 'of the explanation').choices(languages).default('zh-CN'))
  .option('--json', 'print a report for programs', false)
  .action((file: string, options: Options) => {
    process.exitCode = run(file, options);
  })
  .parse();

function run(file: string, { overlay, language, json }: Options): ExitCode {
  try {
    const claims = readClaims(file, overlay);
    const settled = settleAll(claims);
    console.log(json ? JSON.stringify(reportAsJson(settled), null, 2) : report(settled, language));
    return settled.every(({ differences }) => differences.length === 0) ? 0 : 1;
  } catch (error) {
    if (!isDomainError(error)) throw error;
    const mistakes = mistakesOf(error);
    console.log(json ? JSON.stringify({ mistakes }, null, 2) : mistakes.map(findingLine).join('\n'));
    return 2;
  }
}

function mistakesOf({ findings, message }: DomainError): readonly Finding[] {
  return findings.length === 0 ? [{ where: 'settle', problem: message }] : findings;
}
