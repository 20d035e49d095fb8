export { ByteSink, copyBytes, readInt64, writeInt64 } from './byte-sink.ts'
export { canonicalJson, type JsonSchema, json } from './json.ts'
export { list } from './list.ts'
export {
  bigLong,
  boolean,
  bytes,
  double,
  float,
  integer,
  long,
  short,
  string,
  uuid,
  voidSerde,
} from './plain.ts'
export { Serde, type SerdeDefinition, sameEncoding, serde } from './serde.ts'
export { type SidedKey, sidedKey } from './sided-key.ts'
export { sessionWindowed, timeWindowed, WINDOW_END_MAX_MS, type Windowed, windowEnd } from './windowed.ts'
