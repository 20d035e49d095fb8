import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Admin, Consumer, Producer, systemClock, systemRandom, type TopicPartition, tcpCluster } from 'moldau'
import { afterAll, describe, expect, test } from 'vitest'
import { Command, folder, killAll, moldau, program, removeFolders } from './command.ts'

// At the end: what runs beside each other must not be killed by whoever is done first.
afterAll(async () => {
  await killAll()
  removeFolders()
})

/** An application in TypeScript: types to strip, an enum to transform, zod and rxjs out of the package's reach. */
const SHOUT = `
import { defineApp, type StreamsBuilder, string } from 'moldau'

enum Mark { Loud = '!' }
interface Voice { readonly mark: Mark }
const voice: Voice = { mark: Mark.Loud }

export function topology(builder: StreamsBuilder): void {
  builder
    .stream('words', { key: string(), value: string() })
    .mapValues((word: string) => {
      if (word === 'boom') throw new RangeError('no such word')
      return word.toUpperCase() + voice.mark
    })
    .groupByKey({ value: string() })
    .reduce((all, word) => all + word, { name: 'shouted', value: string(), caching: false })
    .toStream()
    .to('shouts', { value: string() })
}

export default defineApp({
  applicationId: 'shout',
  topology,
  config: { 'commit.interval.ms': 50 },
})
`

const dial = (address: string) => tcpCluster(address, { clock: systemClock, random: systemRandom })

async function createTopics(address: string, partitions: number): Promise<void> {
  const cluster = dial(address)
  const outcomes = await new Admin(cluster).createTopics(
    ['words', 'shouts'].map(name => ({ name, partitions })),
  )
  for (const failure of outcomes.values()) expect(failure).toBeUndefined()
  await cluster.close()
}

async function say(address: string, words: readonly (readonly [key: string, word: string])[]): Promise<void> {
  const cluster = dial(address)
  const producer = new Producer(cluster, { lingerMs: 0 })
  for (const [key, value] of words) await producer.send({ topic: 'words', key, value })
  await producer.close()
  await cluster.close()
}

/** Reads, read committed, until there are so many records or more. */
async function shouts(address: string, count: number): Promise<string[]> {
  const cluster = dial(address)
  const partitions = (await cluster.partitionCounts(['shouts'], 10_000)).get('shouts')!
  const consumer = new Consumer(cluster, { isolationLevel: 'read_committed' })
  const all: TopicPartition[] = Array.from({ length: partitions }, (_, partition) => ({
    topic: 'shouts',
    partition,
  }))
  consumer.assign(all)
  consumer.seekToBeginning()
  const values: string[] = []
  const end = systemClock.monotonicMs() + 25_000
  while (values.length < count) {
    if (systemClock.monotonicMs() > end)
      throw new Error(`${values.length} of ${count} records: ${values.join(' ')}`)
    for (const fetched of await consumer.poll(100))
      for (const { value } of fetched.toRecords()) values.push(Buffer.from(value!).toString())
  }
  await consumer.close()
  await cluster.close()
  return values
}

async function serving(command: Command): Promise<string> {
  return (await command.says(/at (127\.0\.0\.1:\d+)/))[1]!
}

describe('run --data', () => {
  test('a TypeScript program outside the workspace, its topics created, SIGTERM, and on again', async () => {
    const app = program(SHOUT)
    const args = ['run', app, '--data', join(folder(), 'log'), '--listen', '127.0.0.1:0', '--create-topics']
    const first = new Command(args)
    const address = await serving(first)
    await first.says(/shout: RUNNING/)
    await say(address, [
      ['k', 'one'],
      ['k', 'two'],
    ])
    expect(await shouts(address, 2)).toEqual(['ONE!', 'ONE!TWO!'])
    const { code, stderr, stdout } = await first.kill('SIGTERM')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/stopped by SIGTERM[\s\S]*shout: NOT_RUNNING/)

    const second = new Command(args)
    const again = await serving(second)
    await second.says(/shout: RUNNING/)
    await say(again, [['k', 'three']])
    expect(await shouts(again, 3)).toEqual(['ONE!', 'ONE!TWO!', 'ONE!TWO!THREE!'])
    await second.kill('SIGKILL')

    const third = new Command([...args, '--workers', '4'])
    const last = await serving(third)
    await third.says(/shout: RUNNING/)
    await say(last, [['k', 'four']])
    expect((await shouts(last, 4)).at(-1)).toBe('ONE!TWO!THREE!FOUR!')
    expect((await third.kill('SIGINT')).code).toBe(0)
  })

  test('a missing source topic is named, and what to do', async () => {
    const { code, stderr } = await moldau('run', program(SHOUT), '--data', folder())
    expect(code).toBe(1)
    expect(stderr).toMatch(/source topic words does not exist.*create it/)
    expect(stderr).not.toMatch(/^ +at /m)
  })

  test('user code that throws ends it, and the reason is printed', async () => {
    const data = folder()
    const server = new Command(['serve', '--data', data, '--listen', '127.0.0.1:0'])
    const address = await serving(server)
    await createTopics(address, 1)
    await say(address, [['k', 'boom']])
    await server.kill('SIGTERM')
    const command = new Command(['run', program(SHOUT), '--data', data])
    const { code, stderr, stdout } = await command.ended
    expect(code).toBe(1)
    expect(stdout).toContain('shout: ERROR')
    expect(stderr).toMatch(/KSTREAM-MAPVALUES-\d+ failed for the record of words-0 at offset 0/)
    // The stack leads into the program's own source, by its line.
    expect(stderr).toMatch(/RangeError: no such word[\s\S]*app\.ts:12/)
  })

  test('an error of the topology names the operator', async () => {
    const source = SHOUT.replace("{ name: 'shouted',", "{ name: 'two words',")
    const { code, stderr } = await moldau('run', program(source), '--data', folder(), '--create-topics')
    expect(code).toBe(1)
    expect(stderr).toContain('two words')
    expect(stderr).not.toMatch(/^ +at /m)
  })

  test('an operator without a serde is named', async () => {
    const source = SHOUT.replace('.groupByKey({ value: string() })', '.groupByKey({} as never)').replace(
      'value: string(), caching',
      'caching',
    )
    const { code, stderr } = await moldau('run', program(source), '--data', folder(), '--create-topics')
    expect(code).toBe(1)
    expect(stderr).toMatch(/serde/i)
    expect(stderr).toMatch(/KSTREAM-|shouted/)
  })

  test.each([
    ['export const x = 1', /exports no application[\s\S]*defineApp/],
    ['export default 3', /exports no application.*number/],
    ['const = 3', /app\.ts/],
    ["import './gone.ts'", /gone\.ts/],
    ["throw new Error('at once')", /at once/],
    [SHOUT.replace("'commit.interval.ms': 50", "'commit.intervall.ms': 50"), /commit\.intervall\.ms/],
    [SHOUT.replace("applicationId: 'shout'", "applicationId: 'sh out'"), /sh out/],
  ])('a program that is none: %#', async (source, text) => {
    const { code, stderr } = await moldau('run', program(source), '--data', folder())
    expect(code).toBe(1)
    expect(stderr).toMatch(text)
  })

  test('a program that is not there, and a count that is none', async () => {
    expect((await moldau('run', 'gone.ts', '--data', folder())).stderr).toMatch(/there is no gone\.ts/)
    const { code, stderr } = await moldau('run', program(SHOUT), '--data', folder(), '--workers', 'many')
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/--workers.*many/) })
  })

  test('a second process on the folder is refused', async () => {
    const data = folder()
    const command = new Command(['run', program(SHOUT), '--data', data, '--create-topics'])
    await command.says(/shout: RUNNING/)
    const { code, stderr } = await moldau('run', program(SHOUT), '--data', data)
    expect(code).toBe(1)
    expect(stderr).toContain(data)
    expect((await command.kill('SIGTERM')).code).toBe(0)
  })
})

describe.concurrent('run --brokers', () => {
  test('two processes share the work; what one leaves, by SIGTERM or kill -9, the other takes over', async () => {
    const config = join(folder(), 'server.properties')
    writeFileSync(config, 'group.min.session.timeout.ms=500')
    const server = new Command([
      ...['serve', '--data', folder(), '--listen', '127.0.0.1:0'],
      ...['--config', config],
    ])
    const address = await serving(server)
    await createTopics(address, 4)
    // What a process leaves behind is given to others after these times.
    const times = "'session.timeout.ms': 1500, 'transaction.timeout.ms': 2000"
    const app = program(SHOUT.replace("'commit.interval.ms': 50", `'commit.interval.ms': 50, ${times}`))
    const start = () => new Command(['run', app, '--brokers', address, '--state', folder()])
    const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    const round = (n: number) => keys.map(key => [key, `${key}${n}`] as const)
    const first = start()
    await first.says(/shout: RUNNING/)
    await say(address, round(1))
    await shouts(address, 8)

    const second = start()
    await second.says(/shout: RUNNING/)
    await say(address, round(2))
    await shouts(address, 16)
    const { code, stderr } = await second.kill('SIGTERM')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    await say(address, round(3))
    await shouts(address, 24)

    const third = start()
    await third.says(/shout: RUNNING/)
    await say(address, round(4))
    await third.kill('SIGKILL')
    await say(address, round(5))
    const values = await shouts(address, 40)
    const all = (key: string, n: number) =>
      Array.from({ length: n }, (_, m) => `${key.toUpperCase()}${m + 1}!`).join('')
    const expected = keys.flatMap(key => [1, 2, 3, 4, 5].map(n => all(key, n)))
    expect([...values].sort()).toEqual([...expected].sort())
    expect((await first.kill('SIGTERM')).code).toBe(0)
    expect((await server.kill('SIGTERM')).code).toBe(0)
  }, 90_000)

  test('a cluster that is not there is named', async () => {
    const { code, stderr } = await moldau(
      'run',
      program(SHOUT),
      '--brokers',
      '127.0.0.1:1',
      '--state',
      folder(),
    )
    expect(code).toBe(1)
    expect(stderr).toContain('127.0.0.1:1')
  })
})
