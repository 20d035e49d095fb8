/** Windows and aggregations of the steps of a case. */
import {
  CogroupedKStream,
  KGroupedStream,
  KGroupedTable,
  type MaterializedOptions,
  type Serde,
  SessionWindowedCogroupedKStream,
  SessionWindowedKStream,
  TimeWindowedCogroupedKStream,
  TimeWindowedKStream,
  type WindowedMaterializedOptions,
} from '@moldau/streams'
import { expressionOf, SCOPES } from './expression.ts'
import type { Fields } from './fields.ts'
import { kind, materialized, windowsOf } from './step-options.ts'
import type { Value } from './values.ts'

/** Cuts grouped or cogrouped streams into windows. */
export function windowedBy(f: Fields, of: unknown): unknown {
  const windows = windowsOf(f)
  if (of instanceof CogroupedKStream) {
    if (f.has('emit')) throw f.error('emit', 'a cogrouped stream has no emit strategy')
    return windows.kind === 'session' ? of.windowedBy(windows) : of.windowedBy(windows)
  }
  if (!(of instanceof KGroupedStream))
    throw f.error('of', `expected a KGroupedStream, '${f.string('of')}' is a ${kind(of)}`)
  const emit = f.has('emit') ? f.oneOf('emit', 'onWindowUpdate', 'onWindowClose') : 'onWindowUpdate'
  if (windows.kind === 'session') return of.windowedBy(windows).emitStrategy(emit)
  return windows.kind === 'sliding'
    ? of.windowedBy(windows).emitStrategy(emit)
    : of.windowedBy(windows).emitStrategy(emit)
}

/** count, reduce or aggregate of whatever can be aggregated. */
export function aggregation(op: string, f: Fields, of: unknown): unknown {
  if (of instanceof KGroupedTable) return tableAggregation(op, f, of as KGroupedTable<Value, Value>)
  if (of instanceof SessionWindowedKStream) return sessionAggregation(op, f, of)
  if (of instanceof CogroupedKStream || of instanceof TimeWindowedCogroupedKStream)
    return cogroupedAggregation(op, f, of)
  if (of instanceof SessionWindowedCogroupedKStream) return cogroupedSessions(op, f, of)
  if (!(of instanceof KGroupedStream) && !(of instanceof TimeWindowedKStream)) {
    throw f.error(
      'of',
      `expected a grouped or windowed stream or table, '${f.string('of')}' is a ${kind(of)}`,
    )
  }
  const g = of as KGroupedStream<Value, Value>
  if (op === 'count') return g.count(materialized(f) as MaterializedOptions<Value, number>)
  if (op === 'reduce') {
    const fn = expressionOf(f, 'fn', SCOPES.reduce)
    return g.reduce((agg, value) => fn({ value, agg }), materialized(f))
  }
  const init = expressionOf(f, 'init', SCOPES.none)
  const fn = expressionOf(f, 'fn', SCOPES.aggregate)
  const options = materialized(f)
  return g.aggregate(
    () => init({}),
    (key, value, agg) => fn({ key, value, agg }),
    options as MaterializedOptions<Value, Value> & { value: Serde<Value> },
  )
}

function sessionAggregation(op: string, f: Fields, g: SessionWindowedKStream<Value, Value>): unknown {
  if (op === 'count') return g.count(materialized(f) as WindowedMaterializedOptions<Value, number>)
  if (op === 'reduce') {
    const fn = expressionOf(f, 'fn', SCOPES.reduce)
    return g.reduce((agg, value) => fn({ value, agg }), materialized(f))
  }
  const init = expressionOf(f, 'init', SCOPES.none)
  const fn = expressionOf(f, 'fn', SCOPES.aggregate)
  const merge = expressionOf(f, 'mergeFn', SCOPES.merge)
  return g.aggregate(
    () => init({}),
    (key, value, agg) => fn({ key, value, agg }),
    (key, agg, other) => merge({ key, agg, other }),
    materialized(f) as WindowedMaterializedOptions<Value, Value> & { value: Serde<Value> },
  )
}

function tableAggregation(op: string, f: Fields, g: KGroupedTable<Value, Value>): unknown {
  if (op === 'count') return g.count(materialized(f) as MaterializedOptions<Value, number>)
  if (op === 'reduce') {
    const fn = expressionOf(f, 'fn', SCOPES.reduce)
    const subtract = expressionOf(f, 'subFn', SCOPES.reduce)
    return g.reduce(
      (agg, value) => fn({ value, agg }),
      (agg, value) => subtract({ value, agg }),
      materialized(f),
    )
  }
  const init = expressionOf(f, 'init', SCOPES.none)
  const fn = expressionOf(f, 'fn', SCOPES.aggregate)
  const subtract = expressionOf(f, 'subFn', SCOPES.aggregate)
  return g.aggregate(
    () => init({}),
    (key, value, agg) => fn({ key, value, agg }),
    (key, value, agg) => subtract({ key, value, agg }),
    materialized(f) as MaterializedOptions<Value, Value> & { value: Serde<Value> },
  )
}

function cogroupedAggregation(
  op: string,
  f: Fields,
  g: CogroupedKStream<Value, Value> | TimeWindowedCogroupedKStream<Value, Value>,
): unknown {
  if (op !== 'aggregate') throw f.error('op', `unknown operator '${op}' of a ${kind(g)}`)
  const init = expressionOf(f, 'init', SCOPES.none)
  return g.aggregate(() => init({}), ownSerdes(f))
}

function cogroupedSessions(op: string, f: Fields, g: SessionWindowedCogroupedKStream<Value, Value>): unknown {
  if (op !== 'aggregate') throw f.error('op', `unknown operator '${op}' of a ${kind(g)}`)
  const init = expressionOf(f, 'init', SCOPES.none)
  const merge = expressionOf(f, 'mergeFn', SCOPES.merge)
  return g.aggregate(
    () => init({}),
    (key, agg, other) => merge({ key, agg, other }),
    ownSerdes(f),
  )
}

/** What a step does not say is the application's default: Kafka Streams inherits nothing here. */
function ownSerdes(f: Fields) {
  return { key: null, value: null, ...(materialized(f) as WindowedMaterializedOptions<Value, Value>) }
}
