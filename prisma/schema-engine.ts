import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import * as runtime from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

/** Prisma's own schema engine, in the WebAssembly form that its packages bring: the native one has to be downloaded. */
export type SchemaEngine = {
  /** The text of a schema for the database as it is, with the names that `schema` already gives. */
  pull: (schema: string) => Promise<string>;
  /** SQL that would turn the database into what `schema` says; null when they agree. */
  difference: (schema: string) => Promise<string | null>;
  close: () => Promise<void>;
};

const SCHEMA_FILE = 'schema.prisma';
const EMPTY_SCHEMA = 'datasource db {\n  provider = "postgresql"\n}\n';
const CHAR_OID = 18;
const CHAR_ARRAY_OID = 1002;

/** Connects the engine to the database at `url`. */
export async function openSchemaEngine(url: string): Promise<SchemaEngine> {
  await loadEngine();
  const pool = catalogPool(url);
  const adapter = bindMigrationAwareSqlAdapterFactory(new CatalogAdapterFactory(pool));
  const engine = await runtime.SchemaEngine.new(
    { datamodels: [[SCHEMA_FILE, EMPTY_SCHEMA]] },
    () => undefined,
    adapter,
  );
  const files = (content: string) => ({ files: [{ path: SCHEMA_FILE, content }] });
  return {
    pull: async (schema) => {
      const found = await engine.introspect({
        schema: files(schema),
        baseDirectoryPath: '/',
        force: false,
        compositeTypeDepth: 0,
        namespaces: null,
      });
      return found.schema.files[0]?.content ?? '';
    },
    difference: async (schema) => {
      const found = await engine.diff({
        from: { tag: 'schemaDatasource', ...files(schema), configDir: '/' },
        to: { tag: 'schemaDatamodel', ...files(schema) },
        script: true,
        exitCode: true,
        filters: { externalTables: [], externalEnums: [] },
      });
      return found.exitCode === 0 ? null : (found.stdout ?? '');
    },
    close: async () => {
      engine.free();
      await pool.end();
    },
  };
}

let loaded: Promise<void> | undefined;

async function loadEngine(): Promise<void> {
  loaded ??= instantiate();
  return loaded;
}

async function instantiate(): Promise<void> {
  const folder = path.dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm'));
  const bytes = await readFile(path.join(folder, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': { ...runtime } });
  // Rust panics look for it here to leave their message.
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: console.error } });
  const { __wbg_set_wasm: setWasm } = runtime as unknown as {
    __wbg_set_wasm: (exports: WebAssembly.Exports) => void;
  };
  setWasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
}

/**
 * PostgreSQL's catalog has columns of type "char", which the engine reads and @prisma/adapter-pg refuses. They
 * pass through the adapter as arrays of it, which it knows and the catalog queries do not use otherwise, and
 * become single ones again behind it.
 */
function catalogPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  const query = pool.query.bind(pool) as (config: pg.QueryArrayConfig) => Promise<pg.QueryArrayResult>;
  const disguised = async (config: pg.QueryArrayConfig) => {
    const result = await query(config);
    for (const field of result.fields) if (field.dataTypeID === CHAR_OID) field.dataTypeID = CHAR_ARRAY_OID;
    return result;
  };
  return Object.assign(pool, { query: disguised });
}

class CatalogAdapterFactory extends PrismaPg {
  override async connect() {
    const adapter = await super.connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query);
      const columnTypes = result.columnTypes.map((type) =>
        type === ColumnTypeEnum.CharacterArray ? ColumnTypeEnum.Character : type,
      );
      return { ...result, columnTypes };
    };
    return adapter;
  }
}
