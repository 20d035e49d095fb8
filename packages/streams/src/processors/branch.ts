/** KStream.split: the first branch whose predicate holds takes the record; without one the default branch, if there is one. */
import { contextOf, UNREAD } from '../records/record-context.ts'
import { readKey, readValue } from '../records/task-record.ts'
import { readsContext } from './callback.ts'
import type { Predicate } from './filter.ts'
import type { ProcessorSpec } from './processor-spec.ts'

/** Branches in order; a null predicate is the default branch. The list may grow until the topology is built. */
export function branch(
  branches: readonly { readonly name: string; readonly predicate: Predicate | null }[],
): ProcessorSpec {
  return {
    make: ({ child, index }) => {
      const taking = branches.filter(b => b.predicate !== null)
      const predicates = taking.map(b => b.predicate!)
      const wantsContext = predicates.some(predicate => readsContext(predicate, 2))
      const steps = taking.map(b => child(b.name))
      const otherwise = branches.find(b => b.predicate === null)
      const last = otherwise === undefined ? null : child(otherwise.name)
      return r => {
        r.node = index
        const context = wantsContext ? contextOf(r) : UNREAD
        for (let i = 0; i < predicates.length; i++) {
          if (predicates[i]!(readKey(r), readValue(r), context)) {
            steps[i]!(r)
            return
          }
        }
        last?.(r)
      }
    },
  }
}
