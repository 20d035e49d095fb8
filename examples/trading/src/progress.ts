/**
 * When the pipeline has done everything: each application's committed offsets have reached the ends of all it reads, asked for one
 * application after another in the order of the pipeline. What an earlier one still had to write is then in the log when the later
 * one is asked. The ends are high watermarks: when a transaction has committed its offsets the markers on its other partitions
 * may still be on their way, and the last stable offsets with them.
 */
import { type Cluster, Consumer, type StreamsApp, sleep, type TopicPartition } from 'moldau'

const LOOK_EVERY_MS = 20

/** Settles when `apps`, in the order of the pipeline, have processed and committed all that is in the log. */
export async function caughtUp(
  cluster: Cluster,
  apps: readonly StreamsApp[],
  isStopped: () => boolean,
): Promise<boolean> {
  for (const app of apps) {
    const partitions: TopicPartition[] = []
    for (const sources of app.plan?.sourcesOf ?? []) {
      for (const [topic, count] of sources) {
        for (let partition = 0; partition < count; partition++) partitions.push({ topic, partition })
      }
    }
    const consumer = new Consumer(cluster, { groupId: app.definition.applicationId })
    try {
      while (!(await isAtTheEnd(consumer, partitions))) {
        if (isStopped() || app.failure !== undefined) return false
        await sleep(cluster.clock, LOOK_EVERY_MS)
      }
    } finally {
      await consumer.close()
    }
  }
  return true
}

async function isAtTheEnd(consumer: Consumer, partitions: readonly TopicPartition[]): Promise<boolean> {
  const committed = await consumer.committed(partitions)
  const ends = await consumer.endOffsets(partitions, 'read_uncommitted')
  return partitions.every(({ topic, partition }) => {
    const end = ends.get(topic, partition)?.offset ?? 0
    return end === 0 || (committed.get(topic, partition)?.offset ?? 0) >= end
  })
}
