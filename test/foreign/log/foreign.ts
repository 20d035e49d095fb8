/** Foreign programs for these tests: kcat, and Kafka's own tools. Where one is missing its tests are skipped, and say so. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Broker, FileStorage, type Listener, listen } from '@moldau/log'
import { systemClock, systemRandom } from '@moldau/protocol'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..')
export const tools = process.env.MOLDAU_KAFKA_TOOLS ?? resolve(root, '../shared/kafka')

export const hasKcat = spawnSync('kcat', ['-V']).status === 0
export const hasKafka = existsSync(`${tools}/bin/tool`) && spawnSync('java', ['-version']).status === 0

/** What runs one of Kafka's tools. */
export const toolCommand = `${tools}/bin/tool`

/** Why a test is skipped, for its name. */
export const kcatOrWhy = hasKcat ? '' : ' (skipped: kcat is not installed)'
export const kafkaOrWhy = hasKafka
  ? ''
  : " (skipped: Kafka's tools are not at MOLDAU_KAFKA_TOOLS, or there is no Java)"

export interface Output {
  readonly stdout: string
  readonly stderr: string
  readonly status: number | null
}

/** Runs a program to its end; kills it, and says so, when it takes longer than `limitMs`. */
export function run(program: string, args: readonly string[], input = '', limitMs = 60_000): Promise<Output> {
  return new Promise((settle, fail) => {
    const child = spawn(program, args, {
      env: { ...process.env, KAFKA_WORK: process.env.KAFKA_WORK ?? `${tmpdir()}/moldau-kafka-tools` },
    })
    let stdout = ''
    let stderr = ''
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs)
    child.stdout.on('data', bytes => (stdout += bytes))
    child.stderr.on('data', bytes => (stderr += bytes))
    child.on('error', fail)
    child.on('close', status => {
      clearTimeout(timer)
      settle({ stdout, stderr, status })
    })
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}

/** One of Kafka's tools. @throws when it does not end with 0 */
export async function kafka(name: string, args: readonly string[], input = ''): Promise<string> {
  const output = await run(`${tools}/bin/tool`, [name, ...args], input, 110_000)
  if (output.status !== 0)
    throw new Error(`${name} ended with ${output.status}: ${output.stdout}${output.stderr}`)
  return output.stdout
}

export interface Served {
  readonly broker: Broker
  readonly listener: Listener
  readonly address: string
  readonly directory: string
  /** Closes cleanly; the folder stays until `remove`. */
  close(): Promise<void>
  remove(): void
}

/** A broker on a folder of its own, served on a free port. */
export async function serve(
  config: Record<string, string | number> = {},
  flush: 'batch' | 'os' = 'batch',
): Promise<Served> {
  const directory = mkdtempSync(`${tmpdir()}/moldau-foreign-`)
  const faults: unknown[] = []
  const broker = await Broker.open({
    storage: new FileStorage(),
    dataDir: directory,
    clock: systemClock,
    random: systemRandom,
    config,
    flush,
    onFault: fault => faults.push(fault),
  })
  const listener = await listen(broker.node(), { port: 0 })
  broker.advertise('127.0.0.1', listener.port)
  let closed: Promise<void> | undefined
  const close = async (): Promise<void> => {
    await listener.close()
    await broker.close()
    if (faults.length > 0) throw new Error(`the broker had ${faults.length} faults`, { cause: faults[0] })
  }
  return {
    broker,
    listener,
    address: `127.0.0.1:${listener.port}`,
    directory,
    close: () => {
      closed ??= close()
      return closed
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}
