/**
 * Groups on their way between the two protocols answer as Kafka's. Kafka is to run with group.initial.rebalance.delay.ms=0,
 * group.consumer.assignment.interval.ms=0 and group.consumer.migration.policy=bidirectional.
 */
import { compareWithKafka } from './comparison.ts'
import { MixedRun, mixedScript } from './mixed-script.ts'

compareWithKafka({
  what: 'mixed groups',
  file: new URL('mixed-groups.json', import.meta.url),
  async run(side, seed, name) {
    const run = new MixedRun(side, name)
    await run.begin()
    for (const step of mixedScript(seed, 40)) await run.run(step)
  },
})
