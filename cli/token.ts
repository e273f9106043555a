import { Argument, Command } from 'commander';
import { roles } from '../domain/access.ts';
import type { Role } from '../domain/access.ts';
import { fail } from './stack/failure.ts';
import { homeFolder } from './stack/home.ts';
import { issueToken } from './stack/issuer.ts';

interface Options {
  region?: string[];
  institution?: string;
  subject?: string;
  ttl: string;
}

await new Command('npm run token --')
  .description("Prints a bearer token of the embedded stack's issuer.")
  .addArgument(new Argument('<role...>', 'what the bearer may do').choices(roles))
  .option('-r, --region <region...>', 'regions that the token reaches (default: every region)')
  .option('-i, --institution <institution>', 'institution of the bearer')
  .option('-s, --subject <subject>', 'who bears it (default: the first role)')
  .option('-t, --ttl <duration>', 'how long it holds', '8h')
  .action(async (held: Role[], { region, institution, subject, ttl }: Options) => {
    const token = await issueToken(homeFolder(), {
      subject: subject ?? `${held[0]}-1`,
      roles: held,
      regions: region ?? '*',
      ttl,
      ...(institution ? { institution } : {}),
    });
    process.stdout.write(`${token}\n`);
  })
  .parseAsync()
  .catch(fail);
