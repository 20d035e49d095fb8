/**
 * An administrator at work beside producers and consumers: topics come, grow, change and go, records are deleted. What must be
 * there at the end is kept in plain Maps.
 */
import { Admin, Producer } from '@moldau/client'
import type { SeededRandom } from '../kernel/seeded-random.ts'
import { attempt, placeOf, type World } from '../world/world.ts'
import { QUICK } from './producing.ts'

/** What is known of a topic: there, gone, or, after an operation without an answer, either. */
interface TopicModel {
  state: 'there' | 'gone' | 'unknown'
  partitions: number
  /** What `max.message.bytes` was set to; undefined where nobody knows. */
  configured: string | undefined
  /**
   * Whether a request may have been sent twice: then the first one may still arrive, behind what was asked for later, and only
   * what holds in any order is judged.
   */
  isBlurred: boolean
  /** Values whose send was acknowledged before a deletion that succeeded was asked for. */
  readonly buried: Set<string>
  /** Values acknowledged since the last deletion that was asked for. */
  readonly acknowledged: Set<string>
}

/** Longer than any request takes on a fair network, and shorter than a second try, ms. */
const ONE_TRY_MS = 100

const ANY_CONFIG = ['1000000', '500000', '250000']

/** Starts the administrator. The returned judge compares what is there with the model. */
export function administering(
  world: World,
  topics: ReadonlyMap<string, number>,
  trimmed: readonly string[],
): () => Promise<void> {
  const models = new Map<string, TopicModel>()
  let left = Math.round(14 * world.scale)
  world.client('admin', async ({ cluster, random, sleep }) => {
    const own = cluster()
    const admin = new Admin(own)
    const producer = new Producer(own, { ...QUICK, deliveryTimeoutMs: 3000, maxBlockMs: 3000 })
    while (left > 0) {
      left--
      await sleep(random.delayMs(100, 2500))
      if (trimmed.length > 0 && random.chance(0.3))
        await trim(world, admin, random, random.pick(trimmed), topics)
      else await churn(world, { admin, producer, random, models })
    }
    await attempt(() => producer.close())
    await own.close()
  })
  return () => judge(world, models)
}

/** Deletes records up to somewhere. */
async function trim(
  world: World,
  admin: Admin,
  random: SeededRandom,
  topic: string,
  topics: ReadonlyMap<string, number>,
): Promise<void> {
  const partition = random.int(0, topics.get(topic)! - 1)
  const found = await attempt(() => admin.listOffsets([{ topic, partition, timestamp: -1 }]))
  const end = 'value' in found ? found.value.get(topic, partition)?.offset : undefined
  if (end === undefined) return
  const offset = random.int(0, end)
  const place = placeOf(topic, partition)
  world.deletedBefore.set(place, Math.max(offset, world.deletedBefore.get(place) ?? 0))
  const deleted = await attempt(() => admin.deleteRecords([{ topic, partition, offset }]))
  const low = 'value' in deleted ? deleted.value.get(topic, partition) : undefined
  if (low !== undefined && low < offset)
    world.find('delete-records', `records of ${place} before ${offset} were deleted, and it starts at ${low}`)
}

interface Churning {
  readonly admin: Admin
  readonly producer: Producer
  readonly random: SeededRandom
  readonly models: Map<string, TopicModel>
}

async function churn(world: World, { admin, models, producer, random }: Churning): Promise<void> {
  const name = random.pick(['churn-a', 'churn-b', '__proto__'])
  const model: TopicModel = models.get(name) ?? {
    ...{
      state: 'gone',
      partitions: 0,
      configured: undefined,
      isBlurred: false,
      buried: new Set(),
      acknowledged: new Set(),
    },
  }
  models.set(name, model)
  const startedMs = world.nowMs
  const wasBlurred = model.isBlurred
  // Stays so when the administrator is killed in the middle of it.
  model.isBlurred = true
  await change(world, { admin, models, producer, random }, name, model)
  model.isBlurred = wasBlurred || world.nowMs - startedMs > ONE_TRY_MS
}

async function change(
  world: World,
  { admin, producer, random }: Churning,
  name: string,
  model: TopicModel,
): Promise<void> {
  if (model.state !== 'there' || random.chance(0.1)) return create(admin, random, name, model)
  switch (random.int(0, 3)) {
    case 0: {
      const acknowledged = [...model.acknowledged]
      const done = await answered(admin.deleteTopics([name]), name)
      if (done === true) for (const value of acknowledged) model.buried.add(value)
      if (done !== 'refused') Object.assign(model, { state: done === true ? 'gone' : 'unknown' })
      // Without an answer they may be gone, and may be there.
      model.acknowledged.clear()
      return
    }
    case 1: {
      const partitions = model.partitions + 1
      const done = await answered(admin.createPartitions(new Map([[name, partitions]])), name)
      if (done === true) model.partitions = partitions
      if (done === 'unknown') model.state = 'unknown'
      return
    }
    case 2: {
      const value = random.pick(ANY_CONFIG)
      const changes = [{ name: 'max.message.bytes', operation: 'set', value } as const]
      const done = await attempt(() => admin.alterConfigs({ type: 'topic', name }, changes))
      model.configured = 'value' in done ? value : undefined
      return
    }
    default: {
      const value = world.history.newValue('churn')
      const sent = await attempt(() => producer.send({ topic: name, partition: 0, value }))
      if ('value' in sent) model.acknowledged.add(value)
    }
  }
}

async function create(admin: Admin, random: SeededRandom, name: string, model: TopicModel): Promise<void> {
  const partitions = random.int(1, 3)
  const value = random.pick(ANY_CONFIG)
  const topic = { name, partitions, configs: new Map([['max.message.bytes', value]]) }
  const done = await answered(admin.createTopics([topic]), name)
  if (done === true) Object.assign(model, { state: 'there', partitions, configured: value })
  // Refused, it may be there already: by an earlier try whose answer was lost.
  else if (model.state !== 'there') Object.assign(model, { state: 'unknown' })
}

/** Whether it was done; refused for a reason of its own, or unknown. */
async function answered(
  work: Promise<Map<string, Error | undefined>>,
  name: string,
): Promise<true | 'refused' | 'unknown'> {
  const result = await attempt(() => work)
  // An answer that was lost makes the next try find it done: no refusal is proof.
  if ('failure' in result || result.value.get(name) !== undefined) return 'unknown'
  return true
}

async function judge(world: World, models: ReadonlyMap<string, TopicModel>): Promise<void> {
  const described = await world.aside('auditor', async ({ cluster }) => {
    const own = cluster()
    const admin = new Admin(own)
    const found = await admin.describeTopics([...models.keys()])
    const configs = new Map<string, string | null>()
    for (const name of found.keys())
      configs.set(
        name,
        (await admin.describeConfigs({ type: 'topic', name })).get('max.message.bytes')?.value ?? null,
      )
    await own.close()
    return { found, configs }
  })
  for (const [name, model] of models) {
    const facts = described.found.get(name)
    const isKnown = !model.isBlurred
    if (isKnown && model.state === 'there' && facts === undefined)
      world.find('topic-lost', `${name} was created`)
    if (isKnown && model.state === 'gone' && facts !== undefined)
      world.find('topic-resurrected', `${name} was deleted`)
    if (facts === undefined) continue
    if (isKnown && model.state === 'there') {
      if (facts.partitions.length !== model.partitions)
        world.find('partitions', `${name} has ${facts.partitions.length} partitions, not ${model.partitions}`)
      const value = described.configs.get(name)
      if (model.configured !== undefined && value !== model.configured)
        world.find('config', `max.message.bytes of ${name} is ${value}, and was set to ${model.configured}`)
    }
    await judgeContent(world, name, model, facts.partitions.length)
  }
}

async function judgeContent(
  world: World,
  name: string,
  model: TopicModel,
  partitions: number,
): Promise<void> {
  const found = await attempt(() => world.read(new Map([[name, partitions]]), 'read_uncommitted'))
  if ('failure' in found) {
    // A deletion may still have been on its way.
    if (model.isBlurred) return
    throw found.failure
  }
  const content = found.value
  const values = new Set([...content.values()].flat().map(({ value }) => value))
  for (const value of values)
    if (model.buried.has(value)) world.find('resurrected', `${value} of ${name} was deleted with its topic`)
  if (model.state !== 'there' || model.isBlurred) return
  for (const value of model.acknowledged)
    if (!values.has(value)) world.find('unseen', `${value} was acknowledged in ${name}, and is not there`)
}
