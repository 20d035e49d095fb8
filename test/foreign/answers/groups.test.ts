/** Groups of the consumer protocol (KIP-848) answer as Kafka's. Kafka is to run with group.consumer.assignment.interval.ms=0. */
import { compareWithKafka } from './comparison.ts'
import { GroupRun, groupScript } from './group-script.ts'

compareWithKafka({
  what: 'consumer groups',
  file: new URL('groups.json', import.meta.url),
  async run(side, seed, name) {
    const run = new GroupRun(side, name)
    await run.begin()
    for (const step of groupScript(seed, 40)) await run.run(step)
  },
  // Which partitions move to whom is the assignor's choice, and when a member is through with it follows from that. One in ten scripts.
  isMeant: (own, theirs) => [own, theirs].every(one => /-> epoch \d+, /.test(one)),
})
