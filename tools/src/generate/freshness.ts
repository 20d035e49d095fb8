/** Compares a folder of generated files with what the schema says they are. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Names, relative to the folder, of files whose text is another or that are missing, and of files that nothing generates. */
export interface Difference {
  readonly stale: readonly string[]
  readonly left: readonly string[]
}

/** The generated files that are there, with their text. */
function present(folder: string): Map<string, string> {
  const files = new Map<string, string>()
  for (const below of ['', 'records']) {
    let names: string[]
    try {
      names = readdirSync(join(folder, below))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue
      throw error
    }
    for (const name of names.filter(one => one.endsWith('.ts'))) {
      const path = below === '' ? name : `${below}/${name}`
      files.set(path, readFileSync(join(folder, path), 'utf8'))
    }
  }
  return files
}

export function differenceOf(wanted: ReadonlyMap<string, string>, folder: string): Difference {
  const found = present(folder)
  return {
    stale: [...wanted].filter(([path, text]) => found.get(path) !== text).map(([path]) => path),
    left: [...found.keys()].filter(path => !wanted.has(path)),
  }
}

/** Makes the folder what it should be; writes only what differs. */
export function settle(wanted: ReadonlyMap<string, string>, folder: string): Difference {
  const difference = differenceOf(wanted, folder)
  for (const path of difference.left) rmSync(join(folder, path))
  for (const path of difference.stale) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), wanted.get(path)!)
  }
  return difference
}
