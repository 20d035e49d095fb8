export { type FaultCount, type FaultRates, faulty, seededRandom } from './faulty.ts'
export { guarded } from './guarded.ts'
export { throughCodec } from './through-codec.ts'
