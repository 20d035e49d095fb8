/**
 * What goes wrong between bytes and messages. A DecodeError means that the peer, or a file, is at fault; an EncodeError
 * that a caller handed over a value which the version cannot carry.
 *
 * The path is put together while the error travels up through the generated functions: each adds the field that it was at.
 */
import { MoldauError } from '../failure.ts'

/** Bytes that do not form the message they should: names message, version, field path and offset. Code `DECODE_FAILED`. */
export class DecodeError extends MoldauError {
  override readonly name = 'DecodeError'
  /** Message name, for example `ProduceRequest`. */
  readonly messageName: string
  readonly version: number
  /** For example `topicData[0].partitionData[2].records`. */
  readonly path: string
  /** Bytes from the start of the input at which reading stopped. */
  readonly offset: number

  constructor(messageName: string, version: number, path: string, offset: number, detail: string) {
    super('DECODE_FAILED', `${messageName} version ${version} could not be read at ${path || 'its start'}`, {
      detail: `${detail}, at byte ${offset}`,
    })
    this.messageName = messageName
    this.version = version
    this.path = path
    this.offset = offset
  }
}

/** A value that the message's version cannot carry: names message, version and field path. Code `ENCODE_FAILED`. */
export class EncodeError extends MoldauError {
  override readonly name = 'EncodeError'
  readonly messageName: string
  readonly version: number
  readonly path: string

  constructor(messageName: string, version: number, path: string, detail: string) {
    super(
      'ENCODE_FAILED',
      `${messageName} version ${version} could not be written at ${path || 'its start'}`,
      { detail },
    )
    this.messageName = messageName
    this.version = version
    this.path = path
  }
}

/** A fault on its way up: the path grows at its front, the outermost function gives it the message's name. */
export class CodecFault extends Error {
  path = ''
  readonly offset: number
  constructor(detail: string, offset: number) {
    super(detail)
    this.offset = offset
  }
}

/** Adds the field at which a generated function was. Index -1: not inside an array. */
export function inField(error: unknown, field: string, index: number): unknown {
  const fault =
    error instanceof CodecFault
      ? error
      : error instanceof TypeError
        ? new CodecFault(error.message, -1)
        : undefined
  if (fault === undefined) return error
  const here = index < 0 ? field : `${field}[${index}]`
  fault.path = fault.path === '' ? here : `${here}.${fault.path}`
  return fault
}

/** The error a caller of decode meets. */
export function decodeFailure(error: unknown, messageName: string, version: number): unknown {
  return error instanceof CodecFault
    ? new DecodeError(messageName, version, error.path, error.offset, error.message)
    : error
}

/** The error a caller of encode meets. */
export function encodeFailure(error: unknown, messageName: string, version: number): unknown {
  return error instanceof CodecFault
    ? new EncodeError(messageName, version, error.path, error.message)
    : error
}
