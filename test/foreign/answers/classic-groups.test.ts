/** Groups of the classic protocol answer as Kafka's. Kafka is to run with group.initial.rebalance.delay.ms=0. */
import { ClassicRun, classicScript } from './classic-script.ts'
import { compareWithKafka } from './comparison.ts'

compareWithKafka({
  what: 'classic groups',
  file: new URL('classic-groups.json', import.meta.url),
  async run(side, seed, name) {
    const run = new ClassicRun(side, name)
    await run.begin()
    for (const step of classicScript(seed, 40)) await run.run(step)
  },
})
