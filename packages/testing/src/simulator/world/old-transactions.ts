/**
 * Transactional ids with tens of thousands of transactions behind them: their epochs are about to end, and the coordinator has to give
 * them new producer ids within the run. That many transactions would take too long, so the broker is stopped and its last records of
 * these ids are written again, with another epoch.
 */
import { Producer } from '@moldau/client'
import type { Storage } from '@moldau/log'
import {
  BatchHeader,
  decodeKey,
  decodeVersioned,
  encodeVersioned,
  kindOfKey,
  RecordBatchBuilder,
  RecordCursor,
  setBaseOffset,
  setLeaderEpoch,
  transactionLogKeyData,
  transactionLogValueData,
} from '@moldau/protocol'
import type { World } from './world.ts'

/** Gives every id the epoch that `epochOf` says. To be called before the clients start. */
export async function ageTransactions(
  world: World,
  ids: readonly string[],
  epochOf: (id: string) => number,
): Promise<void> {
  await world.aside('ager', async ({ cluster }) => {
    const own = cluster()
    for (const transactionalId of ids) {
      const producer = new Producer(own, { transactionalId })
      await producer.initTransactions()
      await producer.close()
    }
    await own.close()
  })
  await world.broker.stop()
  world.broker.disk.edit(storage => {
    for (const folder of storage.list('data'))
      if (folder.startsWith('__transaction_state-')) age(storage, `data/${folder}`, ids, epochOf)
    // What is behind the end that the stop has noted is looked for.
    storage.remove('data/.kafka_cleanshutdown')
  })
  await world.broker.start()
}

function age(
  storage: Storage,
  folder: string,
  ids: readonly string[],
  epochOf: (id: string) => number,
): void {
  const names = storage.list(folder).filter(name => name.endsWith('.log'))
  const header = new BatchHeader()
  const values = new Map<string, { readonly key: Uint8Array; readonly value: Uint8Array }>()
  let endOffset = Number(names.at(-1)?.slice(0, 20) ?? 0)
  let leaderEpoch = 0
  for (const name of names) {
    const bytes = storage.readFile(`${folder}/${name}`)!
    for (let start = 0; start < bytes.length; start = header.at(bytes, start).end) {
      endOffset = header.at(bytes, start).nextOffset
      leaderEpoch = header.leaderEpoch
      const cursor = new RecordCursor().open(bytes, start)
      while (cursor.next()) {
        const key = bytes.slice(cursor.keyStart, cursor.keyEnd)
        const value = bytes.slice(cursor.valueStart, cursor.valueEnd)
        if (kindOfKey(key) === transactionLogKeyData.key)
          values.set(decodeKey(transactionLogKeyData, key).transactionalId, { key, value })
      }
    }
  }
  const builder = new RecordBatchBuilder(512)
  for (const id of ids) {
    const last = values.get(id)
    if (last === undefined) continue
    const { data } = decodeVersioned(transactionLogValueData, last.value)
    const value = encodeVersioned(transactionLogValueData, 1, { ...data, producerEpoch: epochOf(id) })
    builder.append(0, last.key, 0, last.key.length, value, 0, value.length)
  }
  if (builder.recordCount === 0) return
  const batch = builder.build().slice()
  const view = new DataView(batch.buffer)
  setBaseOffset(view, 0, endOffset)
  setLeaderEpoch(view, 0, leaderEpoch)
  const file = storage.open(`${folder}/${names.at(-1)}`)
  file.write(batch, file.size())
  file.close()
}
