/** The store of an operator, by its name and what it must be. */
import type { NodeContext, StateStore } from './processor-spec.ts'

/** @throws for a store of another kind: a bug of the DSL */
export function storeOf<S extends StateStore>(
  context: NodeContext,
  name: string,
  kind: abstract new (...args: never[]) => S,
): S {
  const state = context.store(name)
  if (!(state instanceof kind)) throw new Error(`bug: store ${name} is no ${kind.name}`)
  return state
}
