/**
 * What every state store must do, whatever its layers: random commands against a plain model, with commits, restarts and restorations
 * between any two. A kind of store brings its commands and its model (key-values.ts, windows.ts, ...); the layers are everybody's:
 * the engine below, change-logging or none, a cache that evicts all the time, a cache that holds everything, or none.
 */
import type { KeyValueEngine, StoreDefinition } from '@moldau/streams'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { StoreHome } from './store-home.ts'

/** How a definition is to be made. */
export interface StoreSettings {
  readonly caching: boolean
  readonly logging: boolean
}

/** The slow and obvious twin. `C`: its commands. */
export interface StoreModel<C> {
  /** Does what the command says, and gives what the store has to answer. `timestamp` is that of the record in hand. */
  run(command: C, timestamp: number): unknown
  /** The store was lost and restored from its changelog; only where that leaves another trace than a restart. */
  restored?(): void
}

/** A kind of store. */
export interface StoreKind<S, C> {
  readonly definition: (settings: StoreSettings) => StoreDefinition<S>
  readonly commands: fc.Arbitrary<C>
  readonly model: (engine: StoreEngine) => StoreModel<C>
  /** The same command, on the store. */
  readonly run: (store: S, command: C, timestamp: number) => unknown
  /** False: such a store has no cache. */
  readonly caches?: boolean
}

/** An engine to stand on. */
export interface StoreEngine {
  /** Orders of lists over several keys depend on it. */
  readonly kind: 'memory' | 'level'
  /** A place that is empty at first. */
  place(): { open(): KeyValueEngine | Promise<KeyValueEngine> }
}

const CACHES = { 'no cache': null, 'a cache that evicts': 400, 'a cache': 1 << 20 } as const

type Act<C> =
  | { readonly act: 'commit' | 'reopen' | 'restore' }
  | { readonly act: 'run'; readonly command: C; readonly timestamp: number }

/** Runs the suite for a kind of store on an engine. */
export function stateStoreConformance<S, C>(
  name: string,
  kind: StoreKind<S, C>,
  engine: StoreEngine,
  numRuns = 25,
): void {
  const caches = Object.entries(CACHES).filter(([, size]) => size === null || kind.caches !== false)
  const layers = caches.flatMap(([cache, cacheBytes]) =>
    [true, false].map(logging => ({ cache, cacheBytes, logging })),
  )
  describe(`${name} on ${engine.kind}`, () => {
    test.each(layers)('behaves as its model with $cache, logged: $logging', ({ cacheBytes, logging }) => {
      const definition = kind.definition({ caching: cacheBytes !== null, logging })
      const ways: ('commit' | 'reopen' | 'restore')[] = ['commit']
      if (engine.kind === 'level') ways.push('reopen')
      if (logging) ways.push('restore')
      const acts = fc.array(
        fc.oneof(
          {
            weight: 8,
            arbitrary: fc.record({
              act: fc.constant('run' as const),
              command: kind.commands,
              timestamp: fc.integer({ min: 0, max: 99 }),
            }) as fc.Arbitrary<Act<C>>,
          },
          { weight: 1, arbitrary: fc.record({ act: fc.constantFrom(...ways) }) as fc.Arbitrary<Act<C>> },
        ),
        { maxLength: 50, size: 'max' },
      )
      return fc.assert(
        fc.asyncProperty(acts, async all => {
          const place = engine.place()
          const home = await StoreHome.open({ definition, cacheBytes, openEngine: () => place.open() })
          const model = kind.model(engine)
          try {
            for (const one of all) {
              if (one.act !== 'run') {
                await home[one.act]()
                if (one.act === 'restore') model.restored?.()
                continue
              }
              const { command, timestamp } = one
              const answer = home.at(timestamp, (store: S) => kind.run(store, command, timestamp))
              expect(answer).toEqual(model.run(command, timestamp))
            }
          } finally {
            await home.close()
          }
        }),
        { numRuns },
      )
    })
  })
}
