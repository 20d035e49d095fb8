/** The kinds of stores that there are, and the whole suite over an engine. */
import { keyValueKinds } from './key-values.ts'
import { sessionKinds } from './sessions.ts'
import { type StoreEngine, type StoreKind, storeKindConformance } from './suite.ts'
import { versionKinds } from './versions.ts'
import { windowKinds } from './windows.ts'

/** By the function of `@moldau/streams` that makes it; behind a comma what is special. */
export function kindsOf(engine: StoreEngine['kind']): Record<string, StoreKind<never, never>> {
  return {
    ...keyValueKinds(engine),
    ...windowKinds(engine),
    ...sessionKinds(engine),
    ...versionKinds,
  } as never
}

/** Runs the suite for every kind of store, under every layer, on an engine. */
export function storeConformance(engine: StoreEngine): void {
  for (const [name, kind] of Object.entries(kindsOf(engine.kind))) storeKindConformance(name, kind, engine)
}
