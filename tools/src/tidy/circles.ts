/** Check: no circle between folders, not even of types; inside one folder only types may go round. */
import { dirname, join, normalize } from 'node:path/posix'
import { type Finding, importsOf, isTest, type SourceFile } from './source-file.ts'

interface Arrow {
  readonly to: string
  readonly path: string
  readonly line: number
}

export function checkCircles(files: readonly SourceFile[]): Finding[] {
  const sources = files.filter(file => file.path.startsWith('packages/') && !isTest(file.path))
  const known = new Set(sources.map(file => file.path))
  const folders = new Map<string, Arrow[]>()
  const values = new Map<string, Arrow[]>()
  for (const file of sources) {
    for (const { specifier, line, typeOnly } of importsOf(file)) {
      if (!specifier.startsWith('.')) continue
      const target = normalize(join(dirname(file.path), specifier))
      if (!known.has(target)) continue
      const [from, to] = [dirname(file.path), dirname(target)]
      if (from !== to && !/\/src$/.test(to)) add(folders, from, { to, path: file.path, line })
      if (!typeOnly) add(values, file.path, { to: target, path: file.path, line })
    }
  }
  const between = circlesIn(folders).map(circle =>
    finding(
      circle,
      'the folders import each other in a circle',
      'move what both need into a folder of its own, below them',
    ),
  )
  const inside = circlesIn(values).map(circle =>
    finding(
      circle,
      'the files import each other in a circle',
      'move what both need into a file of its own, or import only the type',
    ),
  )
  return [...between, ...inside]
}

function add(graph: Map<string, Arrow[]>, from: string, arrow: Arrow): void {
  const arrows = graph.get(from)
  if (arrows === undefined) graph.set(from, [arrow])
  else arrows.push(arrow)
}

interface Circle {
  readonly names: readonly string[]
  readonly arrow: Arrow
}

function finding(circle: Circle, what: string, instead: string): Finding {
  return {
    path: circle.arrow.path,
    line: circle.arrow.line,
    text: `${what}: ${circle.names.join(' -> ')}. ${instead}`,
  }
}

/** One circle for each arrow that closes one, found by walking depth first. */
function circlesIn(graph: ReadonlyMap<string, readonly Arrow[]>): Circle[] {
  const found: Circle[] = []
  const done = new Set<string>()
  const path: string[] = []
  const walk = (node: string): void => {
    path.push(node)
    for (const arrow of graph.get(node) ?? []) {
      const at = path.indexOf(arrow.to)
      if (at >= 0) found.push({ names: [...path.slice(at), arrow.to], arrow })
      else if (!done.has(arrow.to)) walk(arrow.to)
    }
    path.pop()
    done.add(node)
  }
  for (const node of graph.keys()) if (!done.has(node)) walk(node)
  return found
}
