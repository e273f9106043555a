import pg from 'pg';

/** Copies the database `template` beside it, on the server of `serverUrl`, and answers the copy's URL, for `login`. */
export async function copyDatabase(
  serverUrl: string,
  template: string,
  copy: string,
  login: string = serverUrl,
): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(copy)} TEMPLATE ${pg.escapeIdentifier(template)}`);
  } finally {
    await client.end();
  }
  const url = new URL(login);
  url.pathname = `/${copy}`;
  return url.href;
}
