/**
 * The one base class of failures that a caller may meet (kind c of the three kinds of errors that never mix).
 *
 * Bugs are assertions and are caught by nobody; protocol errors are `ErrorCode` values where Kafka puts them. What is left
 * are failures for a caller: each has a stable `code` (docs/errors.md lists cause and remedy), says whether trying again may
 * help, and carries what failed, the detail and a hint. A sub-class exists only where the caller's reaction differs.
 */

export interface FailureOptions {
  /** What exactly was wrong: the value met, the place, the limit. */
  readonly detail?: string
  /** What to do about it. */
  readonly hint?: string
  /** Whether the same call may succeed later. Default false. */
  readonly retriable?: boolean
  /** What lies beneath. */
  readonly cause?: unknown
}

/** A failure for a caller. `message` is "what failed: detail (hint)"; the parts stand beside it. */
export class MoldauError extends Error {
  override readonly name: string = 'MoldauError'
  /** Stable and machine-readable, for example `FOLDER_LOCKED`. */
  readonly code: string
  readonly retriable: boolean
  readonly detail: string | undefined
  readonly hint: string | undefined

  constructor(code: string, what: string, options: FailureOptions = {}) {
    const detail = options.detail === undefined ? '' : `: ${options.detail}`
    const hint = options.hint === undefined ? '' : ` (${options.hint})`
    super(`${what}${detail}${hint}`, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.retriable = options.retriable ?? false
    this.detail = options.detail
    this.hint = options.hint
  }
}

/** The connection to a node ended, or could not be made, before the answer came. Whether the request took effect is unknown. */
export class ConnectionLost extends MoldauError {
  override readonly name = 'ConnectionLost'
  constructor(detail: string, cause?: unknown) {
    super('CONNECTION_LOST', 'the connection was lost', { detail, retriable: true, cause })
  }
}

/** No answer came within `request.timeout.ms`. Whether the request took effect is unknown. */
export class RequestTimedOut extends MoldauError {
  override readonly name = 'RequestTimedOut'
  constructor(detail: string) {
    super('REQUEST_TIMED_OUT', 'a request timed out', { detail, retriable: true })
  }
}

/** The node does not speak this version of this API. Nothing was sent. */
export class UnsupportedVersion extends MoldauError {
  override readonly name = 'UnsupportedVersion'
  constructor(detail: string) {
    super('UNSUPPORTED_VERSION', 'the node does not speak this API version', { detail })
  }
}

/** States what the program believes. A failed assertion is a bug: the worker stops, and nobody catches it. */
export function assert(condition: unknown, believed: string): asserts condition {
  if (!condition) throw new AssertionFailed(believed)
}

/** A bug in the program: what was believed turned out false. Never caught, except to stop. */
export class AssertionFailed extends Error {
  override readonly name = 'AssertionFailed'
  constructor(believed: string) {
    super(`this was believed to hold and does not: ${believed}`)
  }
}
