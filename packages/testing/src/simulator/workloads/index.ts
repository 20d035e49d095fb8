/** Every workload that comes with the simulator, by name. */
import type { Workload } from '../world/workload.ts'
import { compaction, retention } from './cleaning.ts'
import { groups } from './groups.ts'
import { idempotent, plain } from './plain.ts'
import { streams } from './streams.ts'
import { transactional } from './transactional.ts'

export const WORKLOADS: ReadonlyMap<string, Workload> = new Map(
  [plain, idempotent, transactional, groups, compaction, retention, streams].map(workload => [
    workload.name,
    workload,
  ]),
)
