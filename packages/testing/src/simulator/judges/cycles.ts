/**
 * G1c: a circle of transactions each of which has read a value that the next one wrote. Edges go from writer to reader; without
 * edges between writes (Kafka interleaves them) no circle is ever allowed. Tarjan's strongly connected components.
 */

import type { Evidence, Find } from './evidence.ts'
import type { Transaction } from './history.ts'

export function judgeCycles({ history }: Evidence, find: Find): void {
  const writers = new Map<string, Transaction>()
  for (const transaction of history.transactions)
    for (const { value } of transaction.sends) writers.set(value, transaction)
  const readersOf = new Map<Transaction, Set<Transaction>>()
  for (const reader of history.transactions) {
    if (reader.outcome === 'fail') continue
    for (const value of reader.reads) {
      const writer = writers.get(value)
      if (writer === undefined || writer === reader) continue
      const readers = readersOf.get(writer) ?? new Set()
      readersOf.set(writer, readers.add(reader))
    }
  }
  for (const circle of components([...readersOf.keys()], one => readersOf.get(one) ?? []))
    if (circle.length > 1)
      find('G1c', `these have read each other: ${circle.map(one => one.name).join(', ')}`)
}

/** Strongly connected components of a graph. */
export function components<T>(nodes: readonly T[], edges: (node: T) => Iterable<T>): T[][] {
  const index = new Map<T, number>()
  const low = new Map<T, number>()
  const stack: T[] = []
  const onStack = new Set<T>()
  const found: T[][] = []
  const visit = (node: T): void => {
    index.set(node, index.size)
    low.set(node, index.get(node)!)
    stack.push(node)
    onStack.add(node)
    for (const next of edges(node)) {
      if (!index.has(next)) visit(next)
      if (onStack.has(next)) low.set(node, Math.min(low.get(node)!, low.get(next)!))
    }
    if (low.get(node) !== index.get(node)) return
    const component: T[] = []
    let popped: T
    do {
      popped = stack.pop()!
      onStack.delete(popped)
      component.push(popped)
    } while (popped !== node)
    found.push(component)
  }
  for (const node of nodes) if (!index.has(node)) visit(node)
  return found
}
