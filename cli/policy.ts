/** `npm run policy -- COMMAND`: what a policy pack says, whether it is right, and the files made for it. */
import { Command } from 'commander';
import { isDomainError } from '../domain/errors.ts';
import { writeCalendar } from './policy/calendar.ts';
import { checkFiles, printChecks } from './policy/check.ts';
import { explain, printExplanation } from './policy/explain.ts';
import { everyPolicyFile, readPolicy } from './policy/files.ts';
import { findingLine } from './policy/finding-line.ts';
import { listPolicies, printPolicies } from './policy/list.ts';
import { writeSchemas } from './policy/json-schema.ts';

const program = new Command('npm run policy --').description('Policy packs and operator overlays').showHelpAfterError();

program
  .command('list', { isDefault: true })
  .description('list packs, what is in force from when to when, and the diseases (without a command: this)')
  .option('--overlays <source>', 'folder or files, separated by commas (default: POLICY_OVERLAYS)')
  .option('--json', 'for programs')
  .action(({ overlays = process.env['POLICY_OVERLAYS'], json }: { overlays?: string; json?: true }) => {
    const listed = listPolicies(overlays);
    console.log(json ? JSON.stringify(listed, null, 2) : printPolicies(listed));
  });

program
  .command('check')
  .description('check packs and overlays; says file, line and column of each mistake (exit code 1)')
  .argument('[files...]', 'packs or overlays; default: every pack and every example overlay')
  .option('--json', 'for programs')
  .action((files: string[], { json }: { json?: true }) => {
    const checks = checkFiles(files.length > 0 ? files : everyPolicyFile());
    console.log(json ? JSON.stringify(checks, null, 2) : printChecks(checks));
    if (checks.some(({ findings }) => findings.length > 0)) process.exitCode = 1;
  });

program
  .command('explain')
  .description('print what holds for a disease and why: each figure, its clause, who supplied it, what is missing')
  .argument('<pack>', 'name of a pack under policies/, or a pack file')
  .argument('<disease>', 'code, Chinese name or alias')
  .option('--overlay <file>', 'with what this overlay supplies')
  .option('--json', 'for programs')
  .action((pack: string, disease: string, { overlay, json }: { overlay?: string; json?: true }) => {
    const explanation = explain(readPolicy(pack, overlay), disease);
    console.log(json ? JSON.stringify(explanation, null, 2) : printExplanation(explanation));
  });

program
  .command('schema')
  .description('write policies/pack.schema.json and policies/overlay.schema.json from the schemas that check')
  .action(() => {
    for (const file of writeSchemas()) console.log(`wrote ${file}`);
  });

program
  .command('calendar')
  .description('write policies/calendar/cn.json from the holiday schedules in the package chinese-days')
  .action(() => console.log(`wrote ${writeCalendar()}`));

try {
  program.parse();
} catch (error) {
  if (!isDomainError(error)) throw error;
  console.error(error.findings.length > 0 ? error.findings.map(findingLine).join('\n') : error.message);
  process.exitCode = 1;
}
