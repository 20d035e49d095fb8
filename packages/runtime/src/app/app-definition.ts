/** An application as a program says it: an id, a topology, settings. Pure data, so that any runner can take it. */
import { StreamsBuilder, type Topology, type TopologyBuilder } from '@moldau/streams'
import { type AppConfig, checkApplicationId, resolveConfig, topologyConfig } from '../config.ts'

export interface AppDefinition {
  /** `application.id`: the consumer group, and the first part of the names of internal topics. */
  readonly applicationId: string
  /** Says the topology on a builder, called once for each start; or one of processors alone. */
  readonly topology: ((builder: StreamsBuilder) => void) | TopologyBuilder
  readonly config?: AppConfig
}

/**
 * Defines an application: what a program's module exports by default, for `moldau run`.
 * @throws MoldauError `BAD_CONFIG` for an unusable id or a wrong setting
 */
export function defineApp(definition: AppDefinition): AppDefinition {
  checkApplicationId(definition.applicationId)
  resolveConfig(definition.config)
  return Object.freeze({ ...definition })
}

/** Builds the topology of an application. @throws StreamsError naming the operator that is wrong */
export function topologyOf(definition: AppDefinition): Topology {
  const config = topologyConfig(definition.applicationId, resolveConfig(definition.config))
  const { topology } = definition
  if (typeof topology === 'object') return topology.build(config)
  const builder = new StreamsBuilder()
  topology(builder)
  return builder.build(config)
}
