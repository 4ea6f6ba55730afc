// Prints client.d.ts: the types of the document that is named, and those of client.js itself.

import { readFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';

const { factory } = ts;
const decimal = factory.createTypeReferenceNode('Decimal');
const nothing = factory.createLiteralTypeNode(factory.createNull());

/** A whole number stays what it is; any other may come as a text, by `parseExact`. */
function transform({ type }) {
  const types = [type].flat();
  if (!types.includes('number')) return undefined;
  if (types.some((type) => !['number', 'null'].includes(type))) throw new Error(`no type is known for ${types}`);
  return factory.createUnionTypeNode(types.map((type) => (type === 'null' ? nothing : decimal)));
}

const document = JSON.parse(await readFile(process.argv[2], 'utf8'));
const types = await openapiTS(document, {
  emptyObjectsUnknown: true,
  silent: true,
  transform,
});
const names = Object.keys(document.components.schemas).map((name) => `export type ${name} = components['schemas']['${name}'];\n`);
const tail = await readFile(new URL('client.tail.d.ts', import.meta.url), 'utf8');
const parts = ['// Made by `cargo xtask openapi` from docs/openapi.json.\n', astToString(types), names.join(''), tail];
process.stdout.write(parts.join('\n'));
