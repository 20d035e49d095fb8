/** What a worker is made of, and what it tells its application. */
import type { Consumer, Producer } from '@moldau/client'
import type { Clock } from '@moldau/protocol'
import type { RecordCache, StateStore, TaskConfig, TaskEnvironment, Topology } from '@moldau/streams'
import type { TopologyPlan } from '../assignment/topology-plan.ts'
import type { ResolvedConfig } from '../config.ts'
import type { EngineFactory } from '../stores/engine-factory.ts'

export interface WorkerParts {
  readonly name: string
  readonly topology: Topology
  readonly plan: TopologyPlan
  readonly config: ResolvedConfig
  readonly taskConfig: TaskConfig
  readonly engines: EngineFactory
  readonly cache: RecordCache | null
  /** What tasks have of the application. */
  readonly shared: Pick<TaskEnvironment, 'metrics' | 'appConfigs' | 'stateDir'>
  readonly consumer: Consumer
  readonly restoreConsumer: Consumer
  readonly producer: Producer
  readonly clock: Clock
  readonly partitionsOf: (topic: string) => number | undefined
  /** Asks the cluster for them. */
  readonly learnPartitions: (topic: string) => Promise<number>
  /** A global store of the application. */
  readonly globalStore?: (name: string) => StateStore | undefined
  readonly listener: WorkerListener
}

/** What a worker tells its app. */
export interface WorkerListener {
  /** The set of tasks, or the state of one, has changed. */
  changed(): void
  committed(): void
  /** Records were fetched or processed. */
  progressed(): void
  dropped(node: string, reason: string): void
  /** The cluster does not know a topic that a task reads: it may be gone. */
  missed(): void
  warn(text: string): void
}
