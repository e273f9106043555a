import pg from 'pg';

/** Copies the database `template` beside it, on the server of `serverUrl`, and answers the copy's URL. */
export async function copyDatabase(serverUrl: string, template: string, copy: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(copy)} TEMPLATE ${pg.escapeIdentifier(template)}`);
  } finally {
    await client.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${copy}`;
  return url.href;
}
