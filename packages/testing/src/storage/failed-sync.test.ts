/** T64: after a failed sync the page cache is believed by nobody, also when the process is started again before the power goes. */
import { MemoryStorage } from '@moldau/log'
import { expect, test } from 'vitest'
import { BrokerUnderTest, batchOf, ManualClock } from './scenario.ts'

/** The operations in the middle of which a sync fails, counted from the one after the setup. */
const PLACES = Array.from({ length: 12 }, (_, n) => n)

test.each(PLACES)(
  'what is acknowledged after a restart survives the power (failure %i operations on)',
  async place => {
    for (let seed = 1; seed <= 8; seed++) {
      const disk = new MemoryStorage({ seed: seed * 100 + place })
      const first = await BrokerUnderTest.open(disk, new ManualClock())
      await first.createTopic('t')
      expect((await first.produce('t', batchOf(['before']))).errorCode).toBe(0)
      // The write is taken; its sync fails, or something on the way to it.
      disk.fail({ at: disk.operations + 1 + place, code: 'EIO' })
      const values = ['before']
      for (let n = 0; n < 6; n++) {
        const answer = await first.produce('t', batchOf([`during-${n}`])).catch(() => ({ errorCode: -1 }))
        if (answer.errorCode === 0) values.push(`during-${n}`)
      }
      const restarted = disk.afterCrash('process')
      const second = await BrokerUnderTest.open(restarted, new ManualClock())
      expect((await second.produce('t', batchOf(['after']))).errorCode).toBe(0)
      const shown = (await second.read('t')).values
      const third = await BrokerUnderTest.open(restarted.afterCrash('power'), new ManualClock())
      const kept = (await third.read('t')).values
      expect(kept.slice(0, shown.length)).toEqual(shown)
      expect(kept).toEqual(expect.arrayContaining([...values, 'after']))
    }
  },
)
