/**
 * `moldau serve` is killed with kill -9 again and again while Kafka's VerifiableProducer and TransactionalMessageCopier and our own clients
 * work on it. The journal is kept outside, by this process. MOLDAU_SERVE_KILLS says how often; the default is a few.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { Admin, Producer, tcpCluster } from '@moldau/client'
import { systemClock, systemRandom } from '@moldau/protocol'
import { describe, expect, test } from 'vitest'
import { hasKafka, kafka, kafkaOrWhy, toolCommand } from './foreign.ts'
import { type Acknowledged, OwnLoad } from './own-load.ts'
import { freePort, isBuilt, ServedProcess } from './served-process.ts'
import { judge, readAll } from './stored-records.ts'

const KILLS = Number(process.env.MOLDAU_SERVE_KILLS ?? 3)
const INPUT = 1500
const COPIER_SILENCE_MS = 180_000
const why = isBuilt ? kafkaOrWhy : ' (skipped: packages/moldau is not built)'
const pause = (ms: number): Promise<void> => new Promise(settle => setTimeout(settle, ms))

/** One of Kafka's programs, running; its lines as they come. */
class JavaProgram {
  readonly child: ChildProcess
  readonly ended: Promise<number | null>
  said = ''

  constructor(name: string, args: readonly string[], hear: (line: string) => void) {
    this.child = spawn(toolCommand, [name, ...args], { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    let rest = ''
    this.child.stdout!.on('data', bytes => {
      const lines = `${rest}${bytes}`.split('\n')
      rest = lines.pop()!
      for (const line of lines) hear(line)
    })
    this.child.stderr!.on('data', bytes => {
      this.said = `${this.said}${bytes}`.slice(-3000)
    })
    this.ended = new Promise(settle => this.child.once('exit', settle))
  }

  /** Ends it and what it started. */
  end(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.child.exitCode === null && this.child.pid !== undefined) process.kill(-this.child.pid, signal)
  }
}

async function prepare(address: string): Promise<string[]> {
  const cluster = tcpCluster(address, { clock: systemClock, random: systemRandom })
  const admin = new Admin(cluster)
  const topics = [
    ...['verified', 'own', 'own-classic', 'own2', 'own-consumer'].map(name => ({ name, partitions: 2 })),
    { name: 'input', partitions: 1 },
  ]
  await admin.createTopics(topics)
  const producer = new Producer(cluster)
  const values = Array.from({ length: INPUT }, (_, n) => String(n))
  await Promise.all(values.map(value => producer.send({ topic: 'input', partition: 0, value })))
  await producer.close()
  await admin.close()
  await cluster.close()
  return values
}

/** The copier, again and again into another topic, as long as there are kills. */
async function copies(address: string, isOver: () => boolean): Promise<string[]> {
  const outputs: string[] = []
  while (!isOver() || outputs.length === 0) {
    const output = `copy-${outputs.length}`
    const cluster = tcpCluster(address, { clock: systemClock, random: systemRandom })
    const admin = new Admin(cluster)
    await admin.createTopics([{ name: output, partitions: 1 }])
    await admin.close()
    await cluster.close()
    let heardMs = performance.now()
    let lines = 0
    const copier = new JavaProgram(
      'org.apache.kafka.tools.TransactionalMessageCopier',
      [
        ...['--broker-list', address, '--input-topic', 'input', '--input-partition', '0'],
        ...[
          '--output-topic',
          output,
          '--consumer-group',
          `group-${output}`,
          '--transactional-id',
          `txn-${output}`,
        ],
        // A server that is down half of the time must not make a transaction time out: then its producer is rightly fenced.
        ...['--transaction-size', '20', '--transaction-timeout', '900000', '--enable-random-aborts'],
        ...(outputs.length % 2 === 0 ? ['--group-mode', '--use-group-metadata'] : []),
      ],
      () => {
        heardMs = performance.now()
        lines++
      },
    )
    // It reports each transaction: who says nothing for so long is stuck, however slow the machine and however often the server is down.
    const watch = setInterval(() => {
      if (performance.now() - heardMs > COPIER_SILENCE_MS) copier.end('SIGKILL')
    }, 1000)
    const status = await copier.ended
    clearInterval(watch)
    if (status !== 0) throw new Error(`${output} ended with ${status} after ${lines} reports: ${copier.said}`)
    outputs.push(output)
  }
  return outputs
}

describe.skipIf(!hasKafka || !isBuilt)(`${KILLS} kills of a served log${why}`, () => {
  test(
    'lose nothing acknowledged, double nothing, and show nothing aborted',
    async () => {
      const server = new ServedProcess(mkdtempSync(`${tmpdir()}/moldau-campaign-`), await freePort())
      const { address } = server
      const verified: Acknowledged[] = []
      let producer: JavaProgram | undefined
      try {
        await server.start()
        const input = await prepare(address)
        const loads = [
          new OwnLoad(address, 'own', 'own-classic', 'classic'),
          new OwnLoad(address, 'own2', 'own-consumer', 'consumer'),
        ]
        for (const load of loads) load.start()
        producer = new JavaProgram(
          'verifiable-producer',
          [
            '--bootstrap-server',
            address,
            '--topic',
            'verified',
            '--throughput',
            '300',
            '--value-prefix',
            '1',
          ],
          line => {
            if (!line.includes('"producer_send_success"')) return
            const { offset, partition, value } = JSON.parse(line) as Acknowledged
            verified.push({ offset, partition, value })
          },
        )
        let isOver = false
        const copying = copies(address, () => isOver)
        let broken: unknown
        copying.catch(error => {
          broken = error
        })
        await pause(2500)
        for (let kill = 0; kill < KILLS; kill++) {
          await pause(300 + (systemRandom.nextUint32() % 1200))
          await server.end('SIGKILL')
          await server.start()
          if (broken !== undefined) throw broken
        }
        isOver = true
        // Its program may have started late, or be waiting for the server still.
        while (verified.length <= KILLS * 10 && producer.child.exitCode === null) await pause(100)
        producer.end('SIGTERM')
        const [outputs] = await Promise.all([copying, producer.ended, ...loads.map(load => load.finish())])
        expect(verified.length).toBeGreaterThan(KILLS * 10)
        judge('VerifiableProducer', await readAll(address, 'verified', 'read_uncommitted'), verified)
        for (const [n, topic] of ['own', 'own2'].entries()) {
          const stored = await readAll(address, topic, 'read_uncommitted')
          judge(topic, stored, loads[n]!.acknowledged)
          const copied = await readAll(address, n === 0 ? 'own-classic' : 'own-consumer', 'read_committed')
          expect(copied.map(one => one.value).sort(), `the copy of ${topic}`).toEqual(
            stored.map(one => one.value).sort(),
          )
        }
        for (const output of outputs)
          expect(
            (await readAll(address, output, 'read_committed')).map(one => one.value),
            output,
          ).toEqual(input)
        await server.end('SIGTERM')
        await dump(server.directory)
      } finally {
        producer?.end('SIGKILL')
        await server.end('SIGKILL')
        rmSync(server.directory, { recursive: true, force: true })
      }
    },
    120_000 + KILLS * 8000,
  )
})

/** DumpLogSegments reads every segment. */
async function dump(directory: string): Promise<void> {
  const files = readdirSync(directory)
    .filter(name => /-\d+$/.test(name) && !name.startsWith('__cluster'))
    .flatMap(name =>
      readdirSync(`${directory}/${name}`)
        .filter(file => file.endsWith('.log'))
        .map(file => `${directory}/${name}/${file}`),
    )
  for (let at = 0; at < files.length; at += 40) {
    const output = await kafka('dump-log', [
      '--deep-iteration',
      '--files',
      files.slice(at, at + 40).join(','),
    ])
    expect(output).not.toMatch(/isvalid: false|Exception|corrupt/i)
  }
}
