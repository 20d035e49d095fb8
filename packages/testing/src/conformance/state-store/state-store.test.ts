/** Every kind of store that can be made, on every engine. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MemoryStorage } from '@moldau/log'
import { DeferredPort, LevelEngine, type LevelEngineOptions } from '@moldau/runtime'
import * as streams from '@moldau/streams'
import { MemoryEngine } from '@moldau/streams'
import { expect, test } from 'vitest'
import { StorageStorePort } from '../../storage/storage-store-port.ts'
import { kindsOf, storeConformance } from './every-kind.ts'
import type { StoreEngine } from './suite.ts'

/** A commit reaches the port at once, and pages leave the cache early. */
const SMALL = { persistBytes: 1, pageCacheBytes: 4096 }

const simulated = (name: string, options: LevelEngineOptions): StoreEngine => ({
  name,
  kind: 'level',
  place: () => {
    const storage = new MemoryStorage()
    return { open: async () => LevelEngine.open(await StorageStorePort.open(storage, '/store'), options) }
  },
})

const ENGINES: StoreEngine[] = [
  { name: 'memory', kind: 'memory', place: () => ({ open: () => new MemoryEngine() }) },
  {
    name: 'memory with undo',
    kind: 'memory',
    numRuns: 3,
    place: () => ({ open: () => new MemoryEngine({ undo: true }) }),
  },
  { ...simulated('level, written at each commit', SMALL), numRuns: 10 },
  { ...simulated('level, written at the end', {}), numRuns: 5 },
  {
    name: 'level, on disk',
    kind: 'level',
    numRuns: 1,
    place: () => {
      const folder = mkdtempSync(join(tmpdir(), 'moldau-store-'))
      return {
        open: async () => LevelEngine.open(await DeferredPort.open(join(folder, 'store')), SMALL),
        remove: () => rmSync(folder, { recursive: true, force: true }),
      }
    },
  },
]

for (const engine of ENGINES) storeConformance(engine)

test('no kind of store is missing', () => {
  const makers = Object.keys(streams).filter(name => /^[a-z].*Store$/.test(name) && name !== 'processorStore')
  const tested = new Set(Object.keys(kindsOf('memory')).map(name => name.split(',')[0]))
  expect(makers.filter(name => !tested.has(name))).toEqual([])
})
