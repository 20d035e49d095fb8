/**
 * Module hooks that let Node 20 import TypeScript: types are stripped by the WebAssembly build of swc (what newer Nodes have
 * inside), so there is nothing to compile, to install or to download.
 *
 * Only `.ts` and `.mts` files outside `node_modules` are touched. Types are blanked in place, so lines and columns stay; a file
 * that needs more (enum, namespace) is transformed with an inline source map. An import of `./x.js` that is not there means
 * `./x.ts`, as TypeScript has it. Runs in Node's thread for hooks (`module.register`).
 */
import { readFile } from 'node:fs/promises'
import type { LoadHook, ResolveHook } from 'node:module'
import { fileURLToPath } from 'node:url'
import { transformSync } from '@swc/wasm-typescript'

const TYPESCRIPT = /\.m?ts$/

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  try {
    return await nextResolve(specifier, context)
  } catch (error) {
    const fromTypescript = context.parentURL !== undefined && TYPESCRIPT.test(context.parentURL)
    if (!fromTypescript || !/^\.{1,2}\/.*\.m?js$/.test(specifier)) throw error
    return nextResolve(specifier.replace(/js$/, 'ts'), context)
  }
}

export const load: LoadHook = async (url, context, nextLoad) => {
  if (!url.startsWith('file:') || !TYPESCRIPT.test(url) || url.includes('/node_modules/'))
    return nextLoad(url, context)
  const filename = fileURLToPath(url)
  const source = await readFile(filename, 'utf8')
  return { format: 'module', shortCircuit: true, source: withoutTypes(source, filename) }
}

/** The JavaScript of a TypeScript source. @throws SyntaxError naming the file, where it is not TypeScript */
export function withoutTypes(source: string, filename: string): string {
  try {
    return transformSync(source, { mode: 'strip-only', filename }).code
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string }
    if (code !== 'UnsupportedSyntax') throw new SyntaxError(`${filename}: ${message ?? String(error)}`)
  }
  const { code, map } = transformSync(source, { mode: 'transform', filename, sourceMap: true })
  if (map === undefined) return code
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}\n`
}
