/**
 * kill -9 of a program whose calls are in flight: what had not been committed is called again, in the order of the records, and every
 * record comes out once.
 */
import { join } from 'node:path'
import { Admin, Consumer, EmbeddedLog, Producer } from 'moldau'
import { afterAll, expect, test } from 'vitest'
import { Command, folder, killAll, program, removeFolders } from './command.ts'

// The whole campaign is MOLDAU_ASYNC_KILLS=100 (about two minutes); by default a small one runs.
const KILLS = Number(process.env.MOLDAU_ASYNC_KILLS ?? 5)
const SEED = Number(process.env.MOLDAU_SEED ?? 20261126)
/** More than a life gets through until it is killed: the last one has some left. */
const RECORDS = 400 * (KILLS + 1)
const KEYS = ['a', 'b', 'c', 'd', 'e']

afterAll(async () => {
  await killAll()
  removeFolders()
})

/** Two calls one behind the other, the earlier records of seven answered later; says when each begins and has been answered. */
const SLOW = `
import { defineApp, string } from 'moldau'

const text = { key: string(), value: string() }
const answer = async <T>(what: string, n: string, result: T): Promise<T> => {
  process.stdout.write('begin ' + what + n + ';')
  await new Promise(settle => setTimeout(settle, 7 - (Number(n) % 7)))
  process.stdout.write('end ' + what + n + ';')
  return result
}

export default defineApp({
  applicationId: 'slow',
  topology: builder => {
    builder
      .stream('in', text)
      .mapValuesAsync(n => answer('value', n, n), { concurrency: 8 })
      .mapAsync((key, n) => answer('pair', n, [key.toUpperCase(), '1:' + n] as const), { concurrency: 8 })
      .groupByKey(text)
      .reduce((all, n) => Number(all.split(':')[0]) + 1 + n.slice(1), { name: 'counted', ...text, caching: false })
      .toStream()
      .peek((key, value) => process.stdout.write('out ' + key + value + ';'))
      .to('out', text)
  },
  config: { 'commit.interval.ms': 15 },
})
`

/** A small generator, so that a campaign can be repeated. */
function random(seed: number): (most: number) => number {
  let state = seed >>> 0
  return most => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state % most
  }
}

async function prepare(dataDir: string): Promise<void> {
  const log = await EmbeddedLog.open({ dataDir })
  await new Admin(log.cluster()).createTopics(['in', 'out'].map(name => ({ name, partitions: 2 })))
  const producer = new Producer(log.cluster())
  await producer.sendBatch(
    Array.from({ length: RECORDS }, (_, n) => ({ topic: 'in', key: KEYS[n % KEYS.length]!, value: `${n}` })),
  )
  await producer.close()
  await log.close()
}

/** By key, in the order in which they came out. */
async function outputs(dataDir: string): Promise<Map<string, string[]>> {
  const log = await EmbeddedLog.open({ dataDir })
  const consumer = new Consumer(log.cluster(), { isolationLevel: 'read_committed' })
  const partitions = [0, 1].map(partition => ({ topic: 'out', partition }))
  const ends = await consumer.endOffsets(partitions, 'read_committed')
  consumer.assign(partitions)
  consumer.seekToBeginning()
  const found = new Map<string, string[]>()
  const isBehind = (one: (typeof partitions)[number]): boolean =>
    consumer.position(one) < (ends.get(one.topic, one.partition)?.offset ?? 0)
  while (partitions.some(isBehind)) {
    for (const fetched of await consumer.poll(100)) {
      for (const { key, value } of fetched.toRecords()) {
        const name = Buffer.from(key!).toString()
        found.set(name, [...(found.get(name) ?? []), Buffer.from(value!).toString()])
      }
    }
  }
  await consumer.close()
  await log.close()
  return found
}

/** What should come out: for each record of a key how many there were, and its number. */
function expected(): Map<string, string[]> {
  return new Map(
    KEYS.map((key, at) => {
      const numbers = Array.from({ length: RECORDS }, (_, n) => n).filter(n => n % KEYS.length === at)
      return [key.toUpperCase(), numbers.map((n, before) => `${before + 1}:${n}`)]
    }),
  )
}

const count = (text: string, word: string): number => text.split(`${word} `).length - 1

test(`kill -9 at ${KILLS} moments with calls in flight: every record comes out once, in order (seed ${SEED})`, {
  timeout: 60_000 + KILLS * 10_000,
}, async () => {
  const data = join(folder(), 'log')
  await prepare(data)
  const app = program(SLOW)
  const args = ['run', app, '--data', data]
  const chance = random(SEED)
  let lost = 0
  for (let kill = 0; kill < KILLS; kill++) {
    const command = new Command(args)
    // The moment is that of a call that has begun, wherever it is in the life of the program.
    const calls = 1 + chance(100)
    while (count(command.stdout, 'begin') < calls) await command.heard()
    const { stdout } = await command.kill('SIGKILL')
    lost += count(stdout, 'begin') - count(stdout, 'end')
  }
  expect(lost, 'calls that were in flight').toBeGreaterThan(KILLS)
  const last = new Command(args)
  const wanted = expected()
  for (const [key, values] of wanted) await last.says(new RegExp(`out ${key}${values.at(-1)};`))
  const { code, stderr } = await last.kill('SIGTERM')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  // What was processed is committed by the stop.
  expect(await outputs(data)).toEqual(wanted)
})
