import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

// Absent from Node's types, present in Node.
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: object } }>;
};

const gluePath = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');

let loading: Promise<void> | undefined;

/** Lends Prisma's own migration engine, in WebAssembly: no binary to download, the same `_prisma_migrations` table. */
export async function withSchemaEngine<T>(
  url: string,
  schema: { path: string; content: string },
  use: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  await (loading ??= load());
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on('error', () => {}); // an idle connection that breaks shows in the next statement
  const factory = bindMigrationAwareSqlAdapterFactory(new CatalogReadingPg(pool));
  const engine = await glue.SchemaEngine.new({ datamodels: [[schema.path, schema.content]] }, () => {}, factory);
  try {
    return await use(engine);
  } finally {
    engine.free();
    await pool.end();
  }
}

// The engine never clears the timer of its migration lock; it must not keep the process for ten seconds.
const lettingGo = Object.fromEntries(
  Object.keys(glue)
    .filter((name) => name.startsWith('__wbg_setTimeout_'))
    .map((name) => [name, (callback: () => void, milliseconds: number) => setTimeout(callback, milliseconds).unref()]),
);

// The package's own entry imports the .wasm file as a module, which Node 20 does not do.
async function load(): Promise<void> {
  const { instance } = await WebAssembly.instantiate(await readFile(gluePath.replace(/\.js$/, '.wasm')), {
    './schema_engine_bg.js': { ...glue, ...lettingGo },
  });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
}

/**
 * What the engine needs beyond queries: scripts run whole, for function bodies hold semicolons; the catalog's "char".
 */
class CatalogReadingPg extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = (query) => readCatalog(queryRaw, query);
    adapter.executeScript = async (script) => void (await adapter.underlyingDriver().query(script));
    return adapter;
  }
}

const charColumn = /^(\s*con(?:str)?\.(contype|confdeltype|confupdtype))(?:\s+AS\s+(\w+))?,$/gm;

/** The adapter refuses PostgreSQL's one-byte "char", in which the engine expects the kinds of constraints. */
async function readCatalog(queryRaw: SqlDriverAdapter['queryRaw'], query: Parameters<typeof queryRaw>[0]) {
  const chars = new Set<string>();
  const sql = query.sql.replace(charColumn, (_, column: string, name: string, alias: string = name) => {
    chars.add(alias);
    return `${column}::text AS ${alias},`;
  });
  const result = await queryRaw({ ...query, sql });
  const columnTypes = result.columnTypes.map((type, index) =>
    chars.has(result.columnNames[index] ?? '') ? ColumnTypeEnum.Character : type,
  );
  return { ...result, columnTypes };
}
