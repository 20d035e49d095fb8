/** Every workload that comes with the simulator, by name. */
import type { Workload } from '../world/workload.ts'
import { groups } from './groups.ts'
import { idempotent, plain } from './plain.ts'
import { transactional } from './transactional.ts'

export const WORKLOADS: ReadonlyMap<string, Workload> = new Map(
  [plain, idempotent, transactional, groups].map(workload => [workload.name, workload]),
)
