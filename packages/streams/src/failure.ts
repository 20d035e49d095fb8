/**
 * Failures of this package that a caller may see.
 *
 * `code` is stable; `kafkaClass` names the exception that Kafka Streams throws in the same place, for people who move here
 * and for comparing the two. Bugs are plain `Error`s thrown by `assert`.
 */
export type StreamsErrorCode =
  | 'INVALID_TOPOLOGY'
  | 'INVALID_ARGUMENT'
  | 'MISSING_SERDE'
  | 'INVALID_CONFIG'
  | 'DESERIALIZATION_FAILED'
  | 'SERIALIZATION_FAILED'
  | 'PROCESSING_FAILED'
  | 'INVALID_TIMESTAMP'
  | 'INVALID_STORE'
  | 'NOT_SUPPORTED'

const KAFKA_CLASS: Record<StreamsErrorCode, string> = {
  INVALID_TOPOLOGY: 'TopologyException',
  INVALID_ARGUMENT: 'IllegalArgumentException',
  MISSING_SERDE: 'StreamsException',
  INVALID_CONFIG: 'ConfigException',
  DESERIALIZATION_FAILED: 'StreamsException',
  SERIALIZATION_FAILED: 'StreamsException',
  PROCESSING_FAILED: 'StreamsException',
  INVALID_TIMESTAMP: 'StreamsException',
  INVALID_STORE: 'InvalidStateStoreException',
  NOT_SUPPORTED: 'UnsupportedOperationException',
}

/** A failure with a stable code: what failed, the detail, and what to do about it. */
export class StreamsError extends Error {
  readonly code: StreamsErrorCode
  readonly retriable: boolean
  readonly kafkaClass: string
  readonly hint: string | undefined

  constructor(code: StreamsErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(
      options.hint === undefined ? message : `${message}; ${options.hint}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    )
    this.name = 'StreamsError'
    this.code = code
    this.retriable = false
    this.kafkaClass = KAFKA_CLASS[code]
    this.hint = options.hint
  }
}

/** Stops at a state that the code believes impossible: a bug, never caught. */
export function assert(condition: boolean, belief: string): asserts condition {
  if (!condition) throw new Error(`bug: ${belief}`)
}
