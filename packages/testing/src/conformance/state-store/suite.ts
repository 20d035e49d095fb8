/**
 * What every state store must do, whatever its layers: random commands against a plain model, with commits, restarts, restorations and
 * crashes between any two. A kind of store brings its commands and its model (key-values.ts, windows.ts, ...); the layers are
 * everybody's: the engine below, change-logging or none, a cache that evicts all the time, a cache that holds everything, or none.
 *
 *  1. Every answer is the model's.
 *  2. Read from outside, the store holds what the model holds: behind each commit, restart, restoration from its changelog, and crash.
 *  3. What leaves a cache for those behind a table is a chain for each key: the old value is the new one of the change before; a change
 *     from nothing to nothing is none; and behind a commit the last change is what the store holds.
 *  4. An iterator stays right while others write and commit: keys in order, none twice, none left out that was there all the time.
 */
import type { StoreDefinition, StoreViews } from '@moldau/streams'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FlushedChange, StoreHome } from './store-home.ts'
import { StoreWalk } from './store-walk.ts'
import type { StorePlace } from './task-home.ts'

/** How a definition is to be made. */
export interface StoreSettings {
  readonly caching: boolean
  readonly logging: boolean
}

/** The layers over the engine, as a model may need to know them. */
export interface StoreLayering extends StoreSettings {
  readonly cache: CacheKind
  readonly engine: StoreEngine['kind']
}

/** The slow and obvious twin. `C`: its commands. */
export interface StoreModel<C> {
  /**
   * Does what the command says, and gives what the store has to answer. `timestamp` is that of the record in hand; `answer` what the
   * store has answered, where it has a choice.
   */
  run(command: C, timestamp: number, answer: unknown): unknown
  /** Everything that is there, as `contents` of the kind gives it; `found` is what it gave, where the store has a choice. */
  contents(found: unknown): unknown
  /** What those behind the cache must know by now: keys as hex, with their times, to values. Of kinds with a cache. */
  rows?(): ReadonlyMap<string, unknown>
  /** Whether a key of `rows` is too old to be kept: nobody is told when it goes. */
  isExpired?(key: string): boolean
  /**
   * Whether a command takes something away that may never have gone down, and moves the store's time: where those behind a cache are
   * told of nothing then, the changelog is not either, and a restoration does not find the time (so in Kafka Streams).
   */
  leavesNoTrace?(command: C): boolean
  /** What is cached has gone down. */
  committed?(): void
  /** The store was opened again: nothing is cached. */
  reopened?(): void
  /** The store was lost and restored from its changelog; only where that leaves another trace than a restart. */
  restored?(): void
}

/** A kind of store. */
export interface StoreKind<S, C> {
  readonly definition: (settings: StoreSettings) => StoreDefinition<S>
  readonly commands: fc.Arbitrary<C>
  readonly model: (layers: StoreLayering) => StoreModel<C>
  /** The same command, on the store. */
  readonly run: (store: S, command: C, timestamp: number) => unknown
  /** Reads everything from outside. */
  readonly contents: (views: StoreViews) => unknown
  /** Uses the store in every way that it has, one after the other. */
  readonly uses: (store: S) => readonly (() => unknown)[]
  /** Opens an iterator over all keys, as hex, and values; of kinds whose iterators are no lists. */
  readonly walk?: (store: S, reverse: boolean) => Iterator<readonly [key: string, value: unknown]>
  /** False: what leaves its cache is no chain, because it forgets. */
  readonly isChained?: boolean
  /** The caches that it can stand under; default all. */
  readonly caches?: readonly CacheKind[]
}

/** An engine to stand on. */
export interface StoreEngine {
  readonly name: string
  /** Orders of lists over several keys depend on it. */
  readonly kind: 'memory' | 'level'
  /** A place that is empty at first. */
  place(): StorePlace
  /** Random runs for each combination of layers; default 12. */
  readonly numRuns?: number
}

export type CacheKind = 'no cache' | 'a cache that evicts' | 'a cache that keeps nothing' | 'a cache'

const CACHE_BYTES: Record<CacheKind, number | null> = {
  'no cache': null,
  'a cache that keeps nothing': 1,
  'a cache that evicts': 400,
  'a cache': 1 << 20,
}

type Act<C> =
  | { readonly act: 'commit' | 'reopen' | 'restore' | 'crash' }
  | { readonly act: 'walk'; readonly reverse: boolean; readonly steps: number }
  | { readonly act: 'run'; readonly command: C; readonly timestamp: number }

/** Runs the suite for a kind of store on an engine. */
export function storeKindConformance<S, C>(name: string, kind: StoreKind<S, C>, engine: StoreEngine): void {
  const { caches = Object.keys(CACHE_BYTES) as CacheKind[] } = kind
  const layers = caches.flatMap(cache =>
    [true, false].map(
      (logging): StoreLayering => ({ cache, logging, caching: cache !== 'no cache', engine: engine.kind }),
    ),
  )
  describe(`${name} on ${engine.name}`, () => {
    test.each(layers)('behaves as its model with $cache, logged: $logging', layering =>
      fc.assert(
        fc.asyncProperty(actsOf(kind, layering), fc.boolean(), (acts, isHeard) =>
          play(kind, engine, layering, acts, isHeard && layering.caching && kind.isChained !== false),
        ),
        { numRuns: engine.numRuns ?? 12 },
      ),
    )
    test('refuses to be used when it is closed', () => closedConformance(kind, engine))
  })
}

function actsOf<S, C>(kind: StoreKind<S, C>, { engine, logging }: StoreLayering): fc.Arbitrary<Act<C>[]> {
  const ways: ('commit' | 'reopen' | 'restore' | 'crash')[] = ['commit', 'commit']
  if (engine === 'level') ways.push('reopen')
  if (logging) ways.push('restore', 'crash')
  const run = fc.record({
    act: fc.constant('run' as const),
    command: kind.commands,
    timestamp: fc.integer({ min: 0, max: 99 }),
  })
  const walk = fc.record({
    act: fc.constant('walk' as const),
    reverse: fc.boolean(),
    steps: fc.integer({ min: 0, max: 4 }),
  })
  const arbitraries: fc.WeightedArbitrary<Act<C>>[] = [
    { weight: 16, arbitrary: run as fc.Arbitrary<Act<C>> },
    { weight: 2, arbitrary: fc.record({ act: fc.constantFrom(...ways) }) },
  ]
  if (kind.walk !== undefined) arbitraries.push({ weight: 1, arbitrary: walk })
  return fc.array(fc.oneof(...arbitraries), { maxLength: 60, size: 'max' })
}

/** Plays acts on a store and on its model, and compares. */
async function play<S, C>(
  kind: StoreKind<S, C>,
  engine: StoreEngine,
  layering: StoreLayering,
  acts: readonly Act<C>[],
  isHeard: boolean,
): Promise<void> {
  const chain = new ChangeChain()
  const store = await StoreHome.open<S>({
    definition: kind.definition(layering),
    cacheBytes: CACHE_BYTES[layering.cache],
    place: () => engine.place(),
    flushed: isHeard ? change => chain.heard.push(change) : null,
  })
  const { home } = store
  let model = kind.model(layering)
  /** What a crash goes back to. */
  let history: ((model: StoreModel<C>) => unknown)[] = []
  let committed = 0
  const did = (what: (model: StoreModel<C>) => unknown): unknown => {
    history.push(what)
    return what(model)
  }
  const walks: StoreWalk[] = []
  try {
    for (const one of acts) {
      if (one.act === 'run') {
        const { command, timestamp } = one
        if (isHeard && model.leavesNoTrace?.(command) === true) continue
        const answer = store.at(timestamp, opened => kind.run(opened, command, timestamp))
        expect(answer).toEqual(did(twin => twin.run(command, timestamp, answer)))
      } else if (one.act === 'walk') {
        const walk = store.at(0, opened => kind.walk!(opened, one.reverse))
        walks.push(new StoreWalk(walk, one.reverse, model.rows!(), one.steps))
        continue
      } else {
        // A task that ends takes its iterators with it.
        if (one.act !== 'commit') for (const walk of walks.splice(0)) walk.end()
        await home[one.act]()
        if (one.act === 'crash') {
          model = kind.model(layering)
          history = history.slice(0, committed)
          for (const what of history) what(model)
          chain.lost(model)
        } else did(twin => twin.committed?.())
        if (one.act !== 'commit') did(twin => twin.reopened?.())
        if (one.act === 'restore' || (one.act === 'crash' && engine.kind === 'memory'))
          did(twin => twin.restored?.())
        committed = history.length
        const found = kind.contents(store.views)
        expect(found).toEqual(model.contents(found))
      }
      if (isHeard) chain.check(model, one.act !== 'run')
      for (const walk of walks) walk.wrote(model.rows!())
    }
    for (const walk of walks) walk.end()
  } finally {
    await home.close()
  }
}

/** Law 3. */
class ChangeChain {
  readonly heard: FlushedChange[] = []
  private known = new Map<string, unknown>()

  /** What was not committed has never been. */
  lost(model: StoreModel<never>): void {
    this.heard.length = 0
    this.known = new Map(model.rows?.())
  }

  check(model: StoreModel<never>, isCommitted: boolean): void {
    const { known } = this
    for (const { key, now, old } of this.heard.splice(0)) {
      const before = known.get(key) ?? null
      if (model.isExpired?.(key) === true) continue
      expect([key, old]).toEqual([key, before])
      expect([old, now]).not.toEqual([null, null])
      if (now === null) known.delete(key)
      else known.set(key, now)
    }
    for (const key of known.keys()) if (model.isExpired?.(key) === true) known.delete(key)
    if (isCommitted) expect(known).toEqual(model.rows!())
  }
}

async function closedConformance<S, C>(kind: StoreKind<S, C>, engine: StoreEngine): Promise<void> {
  const definition = kind.definition({ caching: false, logging: false })
  const store = await StoreHome.open<S>({
    definition,
    cacheBytes: null,
    place: () => engine.place(),
    flushed: null,
  })
  for (const use of kind.uses(store.store)) store.at(0, use)
  await store.home.close()
  for (const use of kind.uses(store.store))
    expect(use, String(use)).toThrow(
      expect.objectContaining({ code: 'INVALID_STORE', message: 'Store store is currently closed' }),
    )
}
