/** Every kind of store that can be made, on every engine. */
import { MemoryStorage } from '@moldau/log'
import { LevelEngine } from '@moldau/runtime'
import * as streams from '@moldau/streams'
import { MemoryEngine } from '@moldau/streams'
import { expect, test } from 'vitest'
import { StorageStorePort } from '../../storage/storage-store-port.ts'
import { keyValueKinds } from './key-values.ts'
import { sessionKinds } from './sessions.ts'
import { type StoreEngine, stateStoreConformance } from './suite.ts'
import { versionKinds } from './versions.ts'
import { windowKinds } from './windows.ts'

const memory: StoreEngine = { kind: 'memory', place: () => ({ open: () => new MemoryEngine() }) }
const level: StoreEngine = {
  kind: 'level',
  place: () => {
    const storage = new MemoryStorage()
    return { open: async () => LevelEngine.open(await StorageStorePort.open(storage, '/store')) }
  },
}

const kindsOf = (kind: StoreEngine['kind']) => ({
  ...keyValueKinds,
  ...windowKinds(kind),
  ...sessionKinds(kind),
  ...versionKinds,
})

for (const engine of [memory, level]) {
  for (const [name, kind] of Object.entries(kindsOf(engine.kind))) {
    // Bounded stores are in memory whatever one says.
    if (engine === level && name.endsWith('lru')) continue
    stateStoreConformance(name, kind as never, engine)
  }
}

test('no kind of store is missing', () => {
  const makers = Object.keys(streams).filter(name => /^[a-z].*Store$/.test(name) && name !== 'processorStore')
  const tested = new Set(Object.keys(kindsOf('memory')).map(name => name.split(',')[0]))
  expect(makers.filter(name => !tested.has(name))).toEqual([])
})
