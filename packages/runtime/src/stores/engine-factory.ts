/**
 * Opens the engines of a task's stores before the task is made: opening a database waits, making a task does not.
 *
 * A store that cannot be opened because it is damaged is removed, loudly, and begins empty: it is a cache of its changelog.
 */
import { MoldauError } from '@moldau/protocol'
import { type KeyValueEngine, MemoryEngine, type SubTopology, type SubTopologyStore } from '@moldau/streams'
import type { StateFolder } from '../state-folder.ts'
import { DeferredPort } from './deferred-port.ts'
import { LevelEngine, type LevelEngineOptions } from './level-engine.ts'

export interface EngineFactory {
  /** Opens the engines of all stores of a task at once, by name. */
  open(task: string, subTopology: SubTopology): Promise<ReadonlyMap<string, KeyValueEngine>>
}

/** Engines in a state folder, or in memory where the store says so. `warn` hears of what was removed. */
export function engineFactory(
  folder: StateFolder,
  options: LevelEngineOptions,
  warn: (text: string) => void,
): EngineFactory {
  return {
    async open(task, subTopology) {
      const engines = new Map<string, KeyValueEngine>()
      const opened = await Promise.allSettled(
        subTopology.stores.map(async store => engines.set(store.spec.name, await openOne(store, task))),
      )
      const failed = opened.find(result => result.status === 'rejected')
      if (failed === undefined) return engines
      for (const engine of engines.values()) await engine.close()
      throw failed.reason
    },
  }

  async function openOne({ spec, changelog }: SubTopologyStore, task: string): Promise<KeyValueEngine> {
    // A store without a changelog would come back with half of the truth after a crash, so it is never kept either.
    if (spec.type === 'memory' || changelog === null) return new MemoryEngine()
    const path = folder.storePath(task, spec.name)
    try {
      return LevelEngine.open(await DeferredPort.open(path), options)
    } catch (error) {
      if (!(error instanceof MoldauError) || error.code === 'STORE_LOCKED') throw error
      warn(`store ${spec.name} of task ${task} is removed and rebuilt from its changelog: ${error.message}`)
      await folder.removeStore(task, spec.name)
      return LevelEngine.open(await DeferredPort.open(path), options)
    }
  }
}
