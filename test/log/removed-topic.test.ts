/** A topic that is deleted leaves nothing behind that a topic of the same name would suffer from. */
import { type CrashMode, MemoryStorage } from '@moldau/log'
import { ApiKey, ErrorCode } from '@moldau/protocol'
import { describe, expect, test } from 'vitest'
import { batchOf, Home, outside, settle, text } from './broker-home.ts'

/** A topic of 40 records that begins at 30; both checkpoints say so. */
async function trimmed(seed = 1): Promise<Home> {
  const home = await new Home({}, seed).start()
  await home.create('t')
  for (let n = 0; n < 40; n++) await home.produce('t', [{ key: 'k', value: `old ${n}` }])
  expect(await deleteRecords(home, 30)).toBe(ErrorCode.NONE)
  // The recovery point is noted.
  await home.clock.advance(61_000)
  return home
}

async function deleteRecords(home: Home, offset: number): Promise<number> {
  const response = await home.send(ApiKey.DeleteRecords, {
    topics: [{ name: 't', partitions: [{ partitionIndex: 0, offset }] }],
    timeoutMs: 1000,
  })
  return response.topics[0]!.partitions[0]!.errorCode
}

async function deleteTopic(home: Home): Promise<number> {
  const response = await home.send(ApiKey.DeleteTopics, { topicNames: ['t'], timeoutMs: 1000 }, 5)
  return response.responses[0]!.errorCode
}

function checkpoints(home: Home): string {
  const names = ['log-start-offset-checkpoint', 'recovery-point-offset-checkpoint']
  return names.map(name => new TextDecoder().decode(home.storage.readFile(`data/${name}`))).join('')
}

describe('a topic deleted and made anew under its name', () => {
  const cases: [CrashMode, number[]][] = [
    ['process', [1]],
    ['power', [1, 2, 3, 4, 5, 6, 7, 8]],
  ]
  for (const [mode, seeds] of cases) {
    test(`keeps what it acknowledged over a ${mode} crash`, async () => {
      for (const seed of seeds) {
        const home = await trimmed(seed)
        expect(checkpoints(home)).toMatch(/^t 0 30$/m)
        expect(await deleteTopic(home)).toBe(ErrorCode.NONE)
        await home.create('t')
        for (let n = 0; n < 10; n++) await home.produce('t', [{ key: 'k', value: `new ${n}` }])
        await home.crash(mode)
        const expected = Array.from({ length: 10 }, (_, n) => `${n}:k=new ${n}`)
        expect((await home.read('t')).rows, `seed ${seed}`).toEqual(expected)
      }
    })
  }

  test('keeps it too where it was asked for while the deletion was under way', async () => {
    const home = await trimmed()
    const gone = deleteTopic(home)
    const other = await home.broker.node().connect('admin')
    home.connection = other
    const made = home.create('t')
    expect(await gone).toBe(ErrorCode.NONE)
    await made
    await home.produce('t', [{ key: 'k', value: 'new' }])
    await home.crash()
    expect((await home.read('t')).rows).toEqual(['0:k=new'])
  })

  test('is not spoken of by the checkpoints once the deletion is answered', async () => {
    const home = await trimmed()
    expect(await deleteTopic(home)).toBe(ErrorCode.NONE)
    expect(checkpoints(home)).not.toMatch(/^t /m)
  })
})

/** A topic on a disk whose syncs take as long as the test wants. */
async function slow() {
  const held: (() => void)[] = []
  let holds = false
  const medium = (): Promise<void> => (holds ? new Promise(go => held.push(go)) : Promise.resolve())
  const home = await new Home().start(new MemoryStorage({ medium }))
  const topicId = await home.create('t')
  await home.produce('t', [{ key: 'k', value: 'first' }])
  const hold = (on: boolean): void => {
    holds = on
  }
  /** Lets those syncs go that are held now. */
  const release = async (): Promise<void> => {
    for (const go of held.splice(0)) go()
    await settle()
  }
  return { home, hold, release, topicId, admin: await home.broker.node().connect('admin') }
}

describe('a topic that is deleted while somebody waits for it', () => {
  test.each([
    [12, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
    [13, ErrorCode.UNKNOWN_TOPIC_ID],
  ])('Produce %i hears so, also the one behind the sync that is under way', async (version, errorCode) => {
    const { admin, home, hold, release, topicId } = await slow()
    const produce = (value: string) => {
      const records = outside(batchOf([{ key: 'k', value }], home.clock.ms))
      const topicData = [{ name: 't', topicId, partitionData: [{ index: 0, records }] }]
      return home.send(ApiKey.Produce, { acks: -1, timeoutMs: 1000, topicData }, version)
    }
    hold(true)
    const sent = [produce('under the sync')]
    await settle()
    sent.push(produce('behind it'))
    await settle()
    const codes: number[] = []
    for (const one of sent)
      void one.then(answer => codes.push(answer.responses[0]!.partitionResponses[0]!.errorCode))
    hold(false)
    const producing = home.connection
    home.connection = admin
    expect(await deleteTopic(home)).toBe(ErrorCode.NONE)
    await release()
    expect(codes).toEqual([errorCode, errorCode])
    await producing.close()
  })

  test('DeleteRecords hears so', async () => {
    const { admin, home, hold, release } = await slow()
    for (let n = 0; n < 5; n++) await home.produce('t', [{ key: 'k', value: `${n}` }])
    hold(true)
    const moved = deleteRecords(home, 3)
    await settle()
    hold(false)
    home.connection = admin
    const gone = deleteTopic(home)
    await settle()
    await release()
    expect(await gone).toBe(ErrorCode.NONE)
    expect(await moved).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
  })
})

test('a topic with the longest name is deleted as any other, and one of the same name set aside', async () => {
  const name = 't'.repeat(249)
  const home = await new Home().start()
  for (const content of ['first', 'second']) {
    await home.create(name)
    await home.produce(name, [{ key: 'k', value: content }])
    await home.restart()
    expect((await home.read(name)).rows).toEqual([`0:k=${content}`])
    const response = await home.send(ApiKey.DeleteTopics, { topicNames: [name], timeoutMs: 1000 }, 5)
    expect(response.responses[0]!.errorCode).toBe(ErrorCode.NONE)
    expect(home.storage.list('data').filter(file => file.startsWith('t'))).toEqual([])
  }
  // A folder of that name that the metadata does not know.
  const stray = `data/${name}-0`
  home.storage.makeDirectory(stray)
  const owner = home.storage.open(`${stray}/partition.metadata`, { create: true })
  owner.write(text.encode('version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAAeA\n'), 0)
  await home.restart()
  expect(home.storage.list('data').filter(file => file.startsWith('t'))).toEqual([
    `${'t'.repeat(247)}.1-stray`,
  ])
})
