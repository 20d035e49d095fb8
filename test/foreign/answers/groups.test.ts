/** Groups of the consumer protocol (KIP-848) answer as Kafka's. Kafka is to run with group.consumer.assignment.interval.ms=0. */
import { compareWithKafka } from './comparison.ts'
import { GroupRun, groupScript, membersOf } from './group-script.ts'

compareWithKafka({
  what: 'consumer groups',
  file: new URL('groups.json', import.meta.url),
  async run(side, seed, name) {
    const run = new GroupRun(side, name)
    await run.begin()
    for (const step of groupScript(seed, 40)) await run.run(step)
  },
  // Of three members it is the assignor's choice which partitions move from whom, and it follows from that whether one of them has to
  // wait for another: for one epoch, or for partitions. With two there is no choice, and no difference.
  isMeant(own, theirs, seed) {
    if (membersOf(seed) === 2) return false
    const [ours, kafkas] = [own, theirs].map(one => /-> epoch (\d+), (.*)$/.exec(one))
    if (ours == null || kafkas == null) return false
    // Who has partitions to give back stays at its epoch, however far the group goes on.
    return ours[2] !== kafkas[2] || Math.abs(Number(ours[1]) - Number(kafkas[1])) <= 1
  },
})
