import { existsSync, readFileSync } from 'node:fs';
import { StackFailure } from '../../stack/failure.ts';
import { homeAt, homeFolder } from '../../stack/home.ts';
import { readSettings } from '../../stack/settings.ts';

export interface RunningStack {
  /** Folder of the embedded stack; its issuer gives the tokens. */
  home: string;
  api: string;
  mailbox: string;
  temporalUi: string | undefined;
  /** Opens `/codec` of the API. */
  codecToken: string;
  databaseUrl: string;
  /** The same for who only reads. */
  readerUrl: string;
  dataKeys: string;
  lookupKey: string;
}

interface Serving {
  app: string;
  notification: string;
  temporalUi?: string;
  postgresPort: number;
  codecToken: string;
}

/** @throws StackFailure when no embedded stack serves here, or its API does not answer. */
export async function runningStack(givenApi: string | undefined): Promise<RunningStack> {
  const home = homeFolder();
  const { serving } = homeAt(home);
  if (!existsSync(serving)) throw notRunning();
  const urls = JSON.parse(readFileSync(serving, 'utf8')) as Serving;
  const api = (givenApi ?? urls.app).replace(/\/$/, '');
  const ready = await fetch(`${api}/ready`).catch(() => undefined);
  if (!ready?.ok) throw notRunning(api);
  const { environment, readerUrl } = await readSettings(homeAt(home), { POSTGRES_PORT: String(urls.postgresPort) });
  return {
    home,
    api,
    mailbox: `${urls.notification}/mailbox`,
    temporalUi: urls.temporalUi,
    codecToken: urls.codecToken,
    databaseUrl: environment.DATABASE_URL!,
    readerUrl,
    dataKeys: environment.DATA_KEYS!,
    lookupKey: environment.LOOKUP_KEY!,
  };
}

function notRunning(api?: string): StackFailure {
  const what = api ? `Nothing ready answers at ${api}` : 'The stack is not running here';
  return new StackFailure(`${what}: start it with npm start in another terminal, then try again.`);
}
