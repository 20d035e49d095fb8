/**
 * Writes packages/protocol/src/generated from packages/protocol/schema; with --check only compares, and exits 1 when the
 * committed files are not what the schema says.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { generate } from './files.ts'
import type { ApiSchema, DataSchema } from './schema.ts'

interface Schemas {
  readonly apiSchemas: readonly ApiSchema[]
  readonly dataSchemas: readonly DataSchema[]
}

const protocol = fileURLToPath(new URL('../../../packages/protocol/', import.meta.url))
const target = join(protocol, 'src/generated')

/** The generated files that are there, with their text. */
function present(): Map<string, string> {
  const files = new Map<string, string>()
  for (const folder of ['', 'records']) {
    let names: string[]
    try {
      names = readdirSync(join(target, folder))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue
      throw error
    }
    for (const name of names.filter(one => one.endsWith('.ts'))) {
      const path = folder === '' ? name : `${folder}/${name}`
      files.set(path, readFileSync(join(target, path), 'utf8'))
    }
  }
  return files
}

const schemas = (await import(pathToFileURL(join(protocol, 'dist/schema/index.js')).href)) as Schemas
const wanted = generate(schemas.apiSchemas, schemas.dataSchemas)
const found = present()
const stale = [...wanted].filter(([path, text]) => found.get(path) !== text).map(([path]) => path)
const left = [...found.keys()].filter(path => !wanted.has(path))

if (process.argv.includes('--check')) {
  if (stale.length + left.length > 0) {
    console.error(
      `packages/protocol/src/generated is not what packages/protocol/schema says: ${[...stale, ...left].join(', ')}`,
    )
    console.error('run npm run generate, and commit what it wrote')
    process.exitCode = 1
  }
} else {
  for (const path of left) rmSync(join(target, path))
  for (const path of stale) {
    mkdirSync(dirname(join(target, path)), { recursive: true })
    writeFileSync(join(target, path), wanted.get(path)!)
  }
  console.log(`${wanted.size} files, ${stale.length} written, ${left.length} removed`)
}
