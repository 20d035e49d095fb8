/** Makes the running parts of a task from a sub-topology: stores first, then steps from the last node to the first. */
import { StreamsError } from '../failure.ts'
import { fanOut } from '../processors/fan-out.ts'
import type { NodeContext, StateStore, Step, TaskServices } from '../processors/processor-spec.ts'
import { sinkStep } from '../processors/sink.ts'
import { Note, ObservedTime } from '../records/observed-time.ts'
import type { TaskRecord } from '../records/task-record.ts'
import { change } from '../serdes/change.ts'
import { EnvelopeSerde } from '../serdes/envelope.ts'
import type { Serde } from '../serdes/serde.ts'
import type { KeyValueEngine } from '../stores/engine.ts'
import { ExpiringState } from '../stores/expiring-state.ts'
import { HeadedSerde } from '../stores/headed-serde.ts'
import { HeadersLoggedStore } from '../stores/headers-logged-store.ts'
import { JoinBufferState } from '../stores/join-buffer-state.ts'
import { JoinWindowState } from '../stores/join-window-state.ts'
import { KeyValueState } from '../stores/key-value-state.ts'
import { LoggedStore } from '../stores/logged-store.ts'
import { LruLoggedStore } from '../stores/lru-logged-store.ts'
import { OuterJoinState } from '../stores/outer-join-state.ts'
import { SessionState } from '../stores/session-state.ts'
import type { StoreSpec } from '../stores/store-spec.ts'
import { SuppressState } from '../stores/suppress-state.ts'
import { VersionedState } from '../stores/versioned-state.ts'
import { WindowState } from '../stores/window-state.ts'
import type { ProcessorDefinition, SinkDefinition, SourceDefinition } from '../topology/node-definitions.ts'
import { matchesTopic } from '../topology/topic-pattern.ts'
import type { SubTopology, SubTopologyStore, Topology } from '../topology/topology.ts'
import { CollectorWatch } from './collector-watch.ts'
import type { OutputTopic, RecordCollector, TaskEnvironment } from './environment.ts'
import type { TaskStore } from './processor-task.ts'
import { SourceHandle } from './source.ts'

/** What an operator wants to be told while its task is idle. */
export interface IdleWait {
  readonly reachMs: number
  readonly holds: boolean
  readonly step: Step
}

/** `timestamp` is the record's as the node was handed it: it may have moved it since. */
type ErrorGuard = (record: TaskRecord, node: string, error: unknown, timestamp: number) => void

export interface BuiltTask {
  readonly sources: Map<string, SourceHandle>
  /** Makes the source of a topic that a pattern of the task matches; undefined where none does. */
  readonly openSource: (topic: string) => SourceHandle | undefined
  readonly stores: Map<string, TaskStore>
  readonly nodeNames: string[]
  readonly observedTimes: Map<string, ObservedTime>
  readonly notes: Map<string, Note>
  readonly inits: (() => void)[]
  readonly closes: (() => void)[]
  readonly idleWaits: IdleWait[]
}

interface PatternSource {
  readonly pattern: RegExp
  readonly open: (topic: string) => SourceHandle
}

export class TaskBuilder {
  private readonly topology: Topology
  private readonly subTopology: SubTopology
  private readonly partition: number
  private readonly env: TaskEnvironment
  private readonly flushRecord: TaskRecord
  private readonly guard: ErrorGuard | null
  private readonly collector: RecordCollector
  private readonly watch: CollectorWatch | null
  private readonly stores = new Map<string, TaskStore>()
  private readonly steps = new Map<string, Step>()
  private readonly observedTimes = new Map<string, ObservedTime>()
  private readonly notes = new Map<string, Note>()
  private readonly inits: (() => void)[] = []
  private readonly closes: (() => void)[] = []
  private readonly idleWaits: IdleWait[] = []
  private readonly task: TaskServices

  constructor(
    topology: Topology,
    subTopology: SubTopology,
    partition: number,
    env: TaskEnvironment,
    flushRecord: TaskRecord,
    guard: ErrorGuard | null,
    task: TaskServices,
  ) {
    this.topology = topology
    this.subTopology = subTopology
    this.partition = partition
    this.env = env
    this.flushRecord = flushRecord
    this.guard = guard
    this.task = task
    this.watch = guard === null ? null : new CollectorWatch(env.collector)
    this.collector = this.watch ?? env.collector
  }

  build(): BuiltTask {
    const { nodes } = this.subTopology
    for (const store of this.subTopology.stores) this.stores.set(store.spec.name, this.open(store))
    const sources = new Map<string, SourceHandle>()
    const patterns: PatternSource[] = []
    for (let index = nodes.length - 1; index >= 0; index--) {
      const node = nodes[index]!
      const children = nodes.filter(child => child.kind !== 'source' && child.parents.includes(node.name))
      const side = node.kind === 'processor' ? (node.spec.sideOutput ?? null) : null
      const next = fanOut(
        children.filter(child => child.name !== side).map(child => this.steps.get(child.name)!),
      )
      if (node.kind === 'source') {
        for (const topic of node.topics) {
          const source = this.source(node, topic, index, next)
          sources.set(source.topic, source)
        }
        if (node.pattern !== null)
          patterns.push({ pattern: node.pattern, open: topic => this.source(node, topic, index, next) })
      }
      if (node.kind === 'sink') this.steps.set(node.name, this.guarded(node.name, this.sink(node)))
      if (node.kind === 'processor')
        this.steps.set(node.name, this.guarded(node.name, node.spec.make(this.context(node, index, next))))
    }
    return {
      sources,
      openSource: topic => patterns.find(({ pattern }) => matchesTopic(pattern, topic))?.open(topic),
      stores: this.stores,
      nodeNames: nodes.map(node => node.name),
      observedTimes: this.observedTimes,
      notes: this.notes,
      // Sources come first in the topology, and so does what stands behind them.
      inits: this.inits.reverse(),
      closes: this.closes.reverse(),
      idleWaits: this.idleWaits.reverse(),
    }
  }

  /** With a handler that goes on, an exception stops at the node that threw it. */
  private guarded(name: string, step: Step): Step {
    const { guard, watch } = this
    if (guard === null) return step
    return r => {
      const { timestamp } = r
      try {
        step(r)
      } catch (error) {
        // What the collector throws is no fault of the record: the task must stop.
        if (watch?.failed === true) throw error
        guard(r, name, error, timestamp)
      }
    }
  }

  private context(node: ProcessorDefinition, index: number, next: Step): NodeContext {
    const isChild = (name: string): boolean =>
      this.subTopology.nodes.some(
        child => child.name === name && child.kind !== 'source' && child.parents.includes(node.name),
      )
    return {
      index,
      name: node.name,
      next,
      child: name => this.steps.get(name)!,
      childOf: name => (isChild(name) ? this.steps.get(name) : undefined),
      hasStore: name => node.stores.has(name),
      globalStore: name => this.env.globalStore?.(name),
      task: this.task,
      guarded: step => this.guarded(node.name, step),
      onInit: run => this.inits.push(run),
      onClose: run => this.closes.push(run),
      onIdle: (wait, step) => {
        const told = this.guarded(node.name, r => {
          r.node = index
          step(r)
        })
        this.idleWaits.push({ ...wait, step: told })
      },
      store: name => {
        if (!node.stores.has(name))
          throw new Error(`bug: processor ${node.name} is not connected to store ${name}`)
        return this.stores.get(name)!.state
      },
      drop: reason => this.task.drop(node.name, reason),
      observedTime: () => {
        const time = new ObservedTime()
        this.observedTimes.set(node.name, time)
        return time
      },
      note: value => {
        const note = new Note(value)
        this.notes.set(node.name, note)
        return note
      },
      keySerde: serde => this.keySerde(serde, node.name),
      valueSerde: serde => this.valueSerde(serde, node.name),
    }
  }

  private keySerde(serde: Serde<unknown> | null, where: string): Serde<unknown> {
    if (serde instanceof EnvelopeSerde) return this.enveloped(serde, where)
    return found(serde ?? this.topology.settings.defaultKeySerde, 'key', where)
  }

  private valueSerde(serde: Serde<unknown> | null, where: string): Serde<unknown> {
    if (serde instanceof EnvelopeSerde) return this.enveloped(serde, where)
    return found(serde ?? this.topology.settings.defaultValueSerde, 'value', where)
  }

  private enveloped({ around, inner, of }: EnvelopeSerde, where: string): Serde<unknown> {
    const made = around(of === 'key' ? this.keySerde(inner, where) : this.valueSerde(inner, where))
    return made instanceof EnvelopeSerde ? this.enveloped(made, where) : made
  }

  private outer(serde: Serde<unknown>, changes: boolean | undefined): Serde<unknown> {
    return changes === true ? (change(serde) as Serde<unknown>) : serde
  }

  private source(node: SourceDefinition, topic: string, nodeIndex: number, step: Step): SourceHandle {
    return new SourceHandle({
      topic: this.topology.topicName(this.env.config.applicationId, topic),
      definedTopic: topic,
      partition: this.partition,
      nodeName: node.name,
      nodeIndex,
      table: this.subTopology.sources.find(source => source.topic === topic)?.table ?? false,
      keySerde: this.keySerde(node.keySerde, node.name),
      valueSerde: this.outer(this.valueSerde(node.valueSerde, node.name), node.changes),
      extractor: node.timestamp ?? this.topology.settings.defaultTimestamp,
      step,
      wallClockMs: () => this.env.wallClockMs(),
    })
  }

  private sink(node: SinkDefinition): Step {
    const keySerde = this.keySerde(node.keySerde, node.name)
    const valueSerde = this.outer(this.valueSerde(node.valueSerde, node.name), node.changes)
    const { collector } = this
    const { config } = this.env
    const drop = (reason: string): void => this.task.drop(node.name, reason)
    if (node.extractor !== null) {
      return sinkStep(
        node.name,
        collector,
        { extractor: node.extractor },
        keySerde,
        valueSerde,
        node.partitioner,
        drop,
      )
    }
    const internal = this.topology.repartitionTopics.has(node.topic!)
    const topic = {
      name: this.topology.topicName(config.applicationId, node.topic!),
      kind: internal ? ('repartition' as const) : ('sink' as const),
      keySuffixBytes: keySerde.windowSuffixBytes,
    }
    return sinkStep(node.name, collector, { topic }, keySerde, valueSerde, node.partitioner, drop)
  }

  private open(definition: SubTopologyStore): TaskStore {
    const { spec } = definition
    const changelogTopic = this.topology.changelogTopic(this.env.config.applicationId, definition)
    const written = changelogTopic !== null && !definition.changelogIsSource
    const changelog = written
      ? this.collector.topic({ name: changelogTopic, kind: 'changelog', keySuffixBytes: 0 })
      : null
    const engine = this.env.openEngine(spec)
    const state = this.state(definition, engine, changelog)
    return { name: spec.name, definition, changelogTopic, engine, state }
  }

  private state(
    { spec }: SubTopologyStore,
    engine: ReturnType<TaskEnvironment['openEngine']>,
    changelog: OutputTopic | null,
  ): StateStore {
    const keySerde = this.keySerde(spec.keySerde, `store ${spec.name}`)
    const valueSerde = this.valueSerde(spec.valueSerde, `store ${spec.name}`)
    const { collector } = this
    if (spec.kind === 'versioned') {
      return new VersionedState(spec, keySerde, valueSerde, engine, collector, changelog, this.partition)
    }
    if (spec.kind === 'window' && spec.duplicates)
      return new JoinWindowState(spec, keySerde, valueSerde, engine, collector, changelog, this.partition)
    if (spec.kind === 'joinBuffer')
      return new JoinBufferState(spec, keySerde, valueSerde, engine, collector, changelog, this.partition)
    if (spec.kind === 'suppress')
      return new SuppressState(spec, keySerde, valueSerde, engine, collector, changelog, this.partition)
    const logged = loggedStore(spec, engine, collector, changelog, this.partition)
    if (spec.kind === 'outerJoin') {
      const right = this.valueSerde(spec.otherValueSerde, `store ${spec.name}`)
      return new OuterJoinState(spec, keySerde, valueSerde, right, logged)
    }
    const { cache } = this.env
    const used = spec.caching && cache !== null && cache.budgetBytes > 0 ? cache : null
    if (spec.kind === 'keyValue' && spec.byTime === true)
      return new ExpiringState(spec, keySerde, valueSerde, logged, null, this.flushRecord)
    if (spec.kind === 'keyValue')
      return new KeyValueState(spec, keySerde, valueSerde, logged, used, this.flushRecord)
    const headed = spec.headers === true ? new HeadedSerde(valueSerde) : valueSerde
    return spec.kind === 'session'
      ? new SessionState(spec, keySerde, headed, logged, used, this.flushRecord)
      : new WindowState(spec, keySerde, headed, logged, used, this.flushRecord)
  }
}

function loggedStore(
  spec: StoreSpec,
  ...parts: [
    engine: KeyValueEngine,
    collector: RecordCollector,
    changelog: OutputTopic | null,
    partition: number,
  ]
): LoggedStore {
  if (spec.kind === 'keyValue' && spec.lruEntries !== undefined)
    return new LruLoggedStore(...parts, { max: spec.lruEntries, logsForgotten: !spec.timestamped })
  if (spec.headers === true) return new HeadersLoggedStore(...parts)
  return new LoggedStore(...parts)
}

function found(serde: Serde<unknown> | null, what: string, where: string): Serde<unknown> {
  if (serde !== null) return serde
  throw new StreamsError('MISSING_SERDE', `${where} has no ${what} serde`, {
    hint: `give the operator a ${what}, or the application a default.${what}.serde`,
  })
}
