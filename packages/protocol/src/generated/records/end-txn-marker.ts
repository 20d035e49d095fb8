// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** Value of a commit or abort marker. */
export interface EndTxnMarker {
  /** Epoch of the transaction coordinator. */
  coordinatorEpoch: number
}

/** A whole EndTxnMarker from the fields that differ from their defaults, at any depth. */
export function endTxnMarker(given: Partially<EndTxnMarker> = {}): EndTxnMarker {
  return {
    coordinatorEpoch: given.coordinatorEpoch === undefined ? 0 : given.coordinatorEpoch,
  }
}

function encodeEndTxnMarker(w: Writer, _v: number, m: EndTxnMarker): void {
  let at = ''
  try {
    at = 'coordinatorEpoch'
    w.int32(m.coordinatorEpoch)
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeEndTxnMarker(r: Reader, _v: number): EndTxnMarker {
  let at = ''
  try {
    let coordinatorEpoch: number
    at = 'coordinatorEpoch'
    coordinatorEpoch = r.int32()
    return { coordinatorEpoch }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** EndTxnMarker: Value of a commit or abort marker. */
export const endTxnMarkerData: DataDescription<EndTxnMarker> = {
  key: -1,
  name: 'EndTxnMarker',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: Infinity,
  make: endTxnMarker,
  encode(w, v, m) {
    try {
      encodeEndTxnMarker(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'EndTxnMarker', v)
    }
  },
  decode(r, v) {
    try {
      return decodeEndTxnMarker(r, v)
    } catch (error) {
      throw decodeFailure(error, 'EndTxnMarker', v)
    }
  },
}
