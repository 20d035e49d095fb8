/**
 * Writes packages/protocol/src/generated from packages/protocol/schema; with --check only compares, and exits 1 when the
 * committed files are not what the schema says.
 */
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { generate } from './files.ts'
import { differenceOf, settle } from './freshness.ts'
import type { ApiSchema, DataSchema } from './schema.ts'

interface Schemas {
  readonly apiSchemas: readonly ApiSchema[]
  readonly dataSchemas: readonly DataSchema[]
}

const protocol = fileURLToPath(new URL('../../../packages/protocol/', import.meta.url))
const target = join(protocol, 'src/generated')
const schemas = (await import(pathToFileURL(join(protocol, 'dist/schema/index.js')).href)) as Schemas
const wanted = generate(schemas.apiSchemas, schemas.dataSchemas)

if (process.argv.includes('--check')) {
  const { stale, left } = differenceOf(wanted, target)
  if (stale.length + left.length > 0) {
    console.error(
      `packages/protocol/src/generated is not what packages/protocol/schema says: ${[...stale, ...left].join(', ')}`,
    )
    console.error('run npm run generate, and commit what it wrote')
    process.exitCode = 1
  }
} else {
  const { stale, left } = settle(wanted, target)
  console.log(`${wanted.size} files, ${stale.length} written, ${left.length} removed`)
}
