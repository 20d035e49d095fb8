/** Puts the generated functions together into files: one per API, one per stored record, and two indexes. */

import { emitDecode } from './decode.ts'
import { emitEncode } from './encode.ts'
import { type Api, type Data, type Message, resolve } from './model.ts'
import type { ApiSchema, DataSchema } from './schema.ts'
import { emitInterface, emitMaker, maker } from './types.ts'

const HEADER =
  '// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.\n'

/** 'OffsetCommit' -> 'offset-commit'. */
export function kebab(name: string): string {
  return name.replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-').toLowerCase()
}

/** The file name of an API: its key in three digits, then its name. */
export function apiFileName(schema: Pick<ApiSchema, 'key' | 'name'>): string {
  return `${String(schema.key).padStart(3, '0')}-${kebab(schema.name)}`
}

function emitMessage(message: Message): string {
  const parts: string[] = []
  for (const struct of [...message.structs].reverse()) parts.push(emitInterface(struct, message))
  for (const struct of message.structs)
    parts.push(emitMaker(struct, message), emitEncode(struct, message), emitDecode(struct, message))
  return parts.join('\n')
}

function imports(body: string, description: 'ApiDescription' | 'DataDescription', up: string): string {
  const uses = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(body)
  const list = (names: readonly string[]): string => names.filter(uses).join(', ')
  const types = [description, ...['Partially', 'UnknownTags'].filter(uses)].join(', ')
  const lines = [`import type { ${types} } from '${up}codec/description.ts'`]
  const failures = list(['decodeFailure', 'encodeFailure', 'inField'])
  lines.push(`import { ${failures} } from '${up}codec/failures.ts'`)
  const values = list(['NO_BYTES', 'ZERO_UUID'])
  lines.push(
    values === ''
      ? `import type { Reader } from '${up}codec/reader.ts'`
      : `import { ${values}, type Reader } from '${up}codec/reader.ts'`,
  )
  lines.push(
    uses('new Writer')
      ? `import { Writer } from '${up}codec/writer.ts'`
      : `import type { Writer } from '${up}codec/writer.ts'`,
  )
  return `${lines.join('\n')}\n`
}

function guarded(kind: 'encode' | 'decode', name: string, message: Message): string[] {
  const call = kind === 'encode' ? `encode${message.name}(w, v, m)` : `return decode${message.name}(r, v)`
  const parameters = kind === 'encode' ? 'w, v, m' : 'r, v'
  return [
    `  ${name}(${parameters}) {`,
    '    try {',
    `      ${call}`,
    '    } catch (error) {',
    `      throw ${kind}Failure(error, '${message.name}', v)`,
    '    }',
    '  },',
  ]
}

function limits(message: Message): string[] {
  const flexibleFrom = Number.isFinite(message.flexibleFrom) ? String(message.flexibleFrom) : 'Infinity'
  return [
    `  minVersion: ${message.versions.from},`,
    `  maxVersion: ${message.versions.to},`,
    `  flexibleFrom: ${flexibleFrom},`,
  ]
}

function emitApi(api: Api): string {
  const { request, response, schema } = api
  const description = [
    `/** ${schema.name}, API key ${schema.key}: versions ${request.versions.from} to ${request.versions.to}. */`,
    `export const ${apiConstant(schema)}: ApiDescription<${request.name}, ${response.name}> = {`,
    `  key: ${schema.key},`,
    `  name: '${schema.name}',`,
    ...limits(request),
    `  request: ${maker(request.root)},`,
    `  response: ${maker(response.root)},`,
    ...guarded('encode', 'encodeRequest', request),
    ...guarded('decode', 'decodeRequest', request),
    ...guarded('encode', 'encodeResponse', response),
    ...guarded('decode', 'decodeResponse', response),
    '}',
    '',
  ].join('\n')
  const body = [emitMessage(request), emitMessage(response), description].join('\n')
  return `${HEADER}${imports(body, 'ApiDescription', '../')}\n${body}`
}

function emitData(data: Data): string {
  const { message, schema } = data
  const description = [
    `/** ${schema.name}: ${schema.about} */`,
    `export const ${dataConstant(schema)}: DataDescription<${message.name}> = {`,
    `  key: ${schema.key ?? -1},`,
    `  name: '${schema.name}',`,
    ...limits(message),
    `  make: ${maker(message.root)},`,
    ...guarded('encode', 'encode', message),
    ...guarded('decode', 'decode', message),
    '}',
    '',
  ].join('\n')
  const body = [emitMessage(message), description].join('\n')
  return `${HEADER}${imports(body, 'DataDescription', '../../')}\n${body}`
}

const lowered = (name: string): string => name[0]!.toLowerCase() + name.slice(1)
const apiConstant = (schema: ApiSchema): string => `${lowered(schema.name)}Api`
const dataConstant = (schema: DataSchema): string => `${lowered(schema.name)}Data`

function emitIndex(apis: readonly Api[]): string {
  const lines = [HEADER.trimEnd(), "import type { ApiDescription } from '../codec/description.ts'"]
  for (const { schema } of apis) {
    const { name } = schema
    lines.push(
      `import { type ${name}Request, type ${name}Response, ${apiConstant(schema)} } from './${apiFileName(schema)}.ts'`,
    )
  }
  lines.push('')
  for (const { schema } of apis) lines.push(`export * from './${apiFileName(schema)}.ts'`)
  lines.push("export * from './records/index.ts'", '')
  lines.push('/** The number of each API, by its name. */', 'export const ApiKey = {')
  for (const { schema } of apis) lines.push(`  ${schema.name}: ${schema.key},`)
  lines.push(
    '} as const',
    '',
    '/** The number of an API. */',
    'export type ApiKey = (typeof ApiKey)[keyof typeof ApiKey]',
    '',
  )
  lines.push('/** Request and response type of each API, by its number. */', 'export interface ApiTypes {')
  for (const { schema } of apis)
    lines.push(
      `  ${schema.key}: { request: ${schema.name}Request; response: ${schema.name}Response; version: number }`,
    )
  lines.push(
    '}',
    '',
    '/** The body of a request to API `K`. */',
    "export type RequestOf<K extends ApiKey> = ApiTypes[K]['request']",
    '',
  )
  lines.push(
    '/** The body of the response of API `K`. */',
    "export type ResponseOf<K extends ApiKey> = ApiTypes[K]['response']",
    '',
  )
  lines.push(
    '/** A version of API `K`; `apis` holds its range. */',
    "export type Version<K extends ApiKey> = ApiTypes[K]['version']",
    '',
  )
  lines.push(
    '/** Every API that is described, by its number. */',
    'export const apis: ReadonlyMap<number, ApiDescription> = new Map<number, ApiDescription>([',
  )
  for (const { schema } of apis) lines.push(`  [${schema.key}, ${apiConstant(schema)}],`)
  lines.push('])', '')
  return lines.join('\n')
}

function emitRecordsIndex(data: readonly Data[]): string {
  const lines = [HEADER.trimEnd(), "import type { DataDescription } from '../../codec/description.ts'"]
  for (const { schema } of data)
    lines.push(`import { ${dataConstant(schema)} } from './${kebab(schema.name)}.ts'`)
  lines.push('')
  for (const { schema } of data) lines.push(`export * from './${kebab(schema.name)}.ts'`)
  lines.push('', '/** Every stored record and user data that is described, by its name. */')
  lines.push(
    'export const storedRecords: ReadonlyMap<string, DataDescription> = new Map<string, DataDescription>([',
  )
  for (const { schema } of data) lines.push(`  ['${schema.name}', ${dataConstant(schema)}],`)
  lines.push('])', '')
  return lines.join('\n')
}

/** All generated files: path below `src/generated`, and text. */
export function generate(apis: readonly ApiSchema[], data: readonly DataSchema[]): Map<string, string> {
  const model = resolve(
    [...apis].sort((a, b) => a.key - b.key),
    [...data].sort((a, b) => (a.name < b.name ? -1 : 1)),
  )
  const files = new Map<string, string>()
  for (const api of model.apis) files.set(`${apiFileName(api.schema)}.ts`, emitApi(api))
  for (const one of model.data) files.set(`records/${kebab(one.schema.name)}.ts`, emitData(one))
  files.set('records/index.ts', emitRecordsIndex(model.data))
  files.set('index.ts', emitIndex(model.apis))
  return files
}
