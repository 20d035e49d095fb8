export { SimulatedBroker, type SimulatedBrokerOptions } from './broker/simulated-broker.ts'
export { Witness } from './broker/witness.ts'
export type { Content, Evidence, Placed } from './judges/evidence.ts'
export { History, type Outcome, type Poll, type Send, type Transaction } from './judges/history.ts'
export { judgeKafkaRules } from './judges/kafka-rules.ts'
export { SeededRandom } from './kernel/seeded-random.ts'
export { type ClientLife, type ClientProgram, SimulatedClient } from './kernel/simulated-client.ts'
export { SimulatedDisk } from './kernel/simulated-disk.ts'
export { FAIR_WEATHER, type NetWeather, SimulatedNet } from './kernel/simulated-net.ts'
export { type Death, SimulatedProcess } from './kernel/simulated-process.ts'
export {
  type Finding,
  type SimulatedClusterOptions,
  Simulation,
  type SimulationOptions,
} from './kernel/simulation.ts'
export { VirtualTime } from './kernel/virtual-time.ts'
export { DRAIN_MS, type RunOptions, type RunResult, runSimulation } from './run.ts'
export { WORKLOADS } from './workloads/index.ts'
export { FAULTS, type Fault, Nemesis, type NemesisOptions } from './world/nemesis.ts'
export type { Workload } from './world/workload.ts'
export { attempt, placeOf, textOf, World } from './world/world.ts'
