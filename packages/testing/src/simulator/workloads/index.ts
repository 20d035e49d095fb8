/** Every workload that comes with the simulator, by name. */
import type { Workload } from '../world/workload.ts'
import { idempotent, plain } from './plain.ts'

export const WORKLOADS: ReadonlyMap<string, Workload> = new Map(
  [plain, idempotent].map(workload => [workload.name, workload]),
)
