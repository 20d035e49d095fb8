/** `moldau run APP`: an application on the log inside (`--data`) or on a Kafka cluster (`--brokers`), until SIGTERM or SIGINT. */
import { existsSync } from 'node:fs'
import { register } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { MoldauError } from '@moldau/protocol'
import {
  type AppConnection,
  type AppDefinition,
  EmbeddedLog,
  kafkaCluster,
  StreamsApp,
} from '@moldau/runtime'
import { addressOf } from './serve.ts'
import { stopSignal } from './stop-signal.ts'

export interface RunOptions {
  readonly data?: string
  readonly brokers?: string
  readonly listen?: string
  readonly workers?: string
  readonly state?: string
  readonly createTopics?: boolean
}

export async function run(path: string, options: RunOptions): Promise<void> {
  if ((options.data === undefined) === (options.brokers === undefined)) {
    throw new MoldauError('BAD_OPTION', 'where to run is not clear', {
      hint: 'give either --data DIR, the log inside, or --brokers HOST:PORT, a Kafka cluster',
    })
  }
  if (options.brokers !== undefined && (options.listen !== undefined || options.createTopics)) {
    const flag = options.listen === undefined ? '--create-topics' : '--listen'
    throw new MoldauError('BAD_OPTION', `${flag} goes with --data`, { hint: 'a Kafka cluster has its own' })
  }
  const listenAt = options.listen === undefined ? undefined : addressOf(options.listen)
  const definition = withOptions(await loadApp(path), options)
  if (options.brokers !== undefined) {
    await runOn(kafkaCluster(options.brokers), definition)
    return
  }
  const log = await EmbeddedLog.open({ dataDir: options.data! })
  try {
    if (listenAt !== undefined) {
      const at = await log.serve(listenAt.host, listenAt.port)
      console.log(`serving ${log.dataDir} at ${at.host}:${at.port}`)
    }
    if (options.createTopics) await createTopics(log, definition)
    await runOn(log.connection, definition)
  } finally {
    await log.close()
  }
}

/** Imports a program's module and takes its definition. @throws MoldauError `BAD_APP` */
export async function loadApp(path: string): Promise<AppDefinition> {
  const file = resolve(path)
  if (!existsSync(file)) {
    throw new MoldauError('BAD_APP', `there is no ${path}`, {
      detail: file,
      hint: 'name a module, for example app.ts',
    })
  }
  register(new URL('./typescript-hooks.js', import.meta.url))
  // Stacks name the lines of the program, also where its module had to be transformed.
  process.setSourceMapsEnabled(true)
  const module = (await import(pathToFileURL(file).href)) as { default?: unknown }
  const definition = module.default as Partial<AppDefinition> | undefined
  if (typeof definition?.applicationId === 'string' && isTopology(definition.topology)) {
    return definition as AppDefinition
  }
  throw new MoldauError('BAD_APP', `${path} exports no application`, {
    detail: `its default export is ${definition === undefined ? 'missing' : typeof definition}`,
    hint: 'write: export default defineApp({ applicationId, topology })',
  })
}

function withOptions(definition: AppDefinition, options: RunOptions): AppDefinition {
  const workers = options.workers === undefined ? undefined : Number(options.workers)
  if (workers !== undefined && !(Number.isInteger(workers) && workers > 0)) {
    throw new MoldauError('BAD_OPTION', '--workers takes a whole number', { detail: `"${options.workers}"` })
  }
  return {
    ...definition,
    config: {
      ...definition.config,
      ...(workers === undefined ? {} : { 'num.stream.threads': workers }),
      ...(options.state === undefined ? {} : { 'state.dir': resolve(options.state) }),
    },
  }
}

function isTopology(given: unknown): boolean {
  return (
    typeof given === 'function' || typeof (given as { build?: unknown } | undefined)?.build === 'function'
  )
}

async function createTopics(log: EmbeddedLog, definition: AppDefinition): Promise<void> {
  const { topology } = new StreamsApp(definition, log.connection)
  const names = new Set<string>()
  for (const part of [...topology.subTopologies, ...topology.globalSubTopologies]) {
    for (const source of part.sources) if (!source.internal) names.add(source.topic)
    for (const name of topology.topics(definition.applicationId, part).sinkTopics) names.add(name)
  }
  const outcomes = await log.admin().createTopics([...names].map(name => ({ name, partitions: 1 })))
  for (const failure of outcomes.values()) {
    if (failure !== undefined && failure.code !== 'TOPIC_ALREADY_EXISTS') throw failure
  }
}

async function runOn(connection: AppConnection, definition: AppDefinition): Promise<void> {
  const app = new StreamsApp(definition, connection)
  app.state$.subscribe(state => console.log(`${definition.applicationId}: ${state}`))
  await app.start()
  const signal = await Promise.race([stopSignal(), app.ended().then(() => undefined)])
  if (signal !== undefined) console.log(`stopped by ${signal}`)
  await app.stop()
}
