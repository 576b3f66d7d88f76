import openapiTypescript, { astToString } from 'openapi-typescript';
import { openApiDocument } from '../src/http/api/openapi.js';

/** Where the generated part of the client stands. */
export const TYPES_FILE = 'clients/typescript/src/schema.ts';

/** The API's document as TypeScript. */
export async function typescriptTypes(): Promise<string> {
  // What has a default may be left out; the generator would ask for it.
  const nodes = await openapiTypescript(JSON.stringify(openApiDocument()), { defaultNonNullable: false });
  return `/** Made by \`npm run generate:client\` from the API's own document: do not edit. */\n\n${astToString(nodes)}`;
}
