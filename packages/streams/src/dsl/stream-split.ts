/** KStream.split: names and nodes of the branches. (Kafka Streams: BranchedKStreamImpl.) */
import { branch } from '../processors/branch.ts'
import type { Predicate } from '../processors/filter.ts'
import { passThrough } from '../processors/pass-through.ts'
import type { StreamParts } from './kstream.ts'

/** Adds a split below a stream; branches are added one by one, named or numbered (the default branch, without a predicate, is 0). */
export function splitStream(
  stream: StreamParts,
  splitName: string | undefined,
): (predicate: Predicate | null, branchName?: string) => StreamParts {
  const { dsl, node } = stream
  const name = dsl.names.named(splitName, 'KSTREAM-BRANCH-')
  const branches: { name: string; predicate: Predicate | null }[] = []
  const below = dsl.processor(node, name, branch(branches))
  let predicates = 0
  return (predicate, branchName) => {
    if (predicate !== null) predicates++
    const child = `${name}${branchName ?? (predicate === null ? 0 : predicates)}`
    branches.push({ name: child, predicate })
    dsl.names.processor(child)
    return { ...stream, name: child, node: dsl.processor(below, child, passThrough) }
  }
}
