/** Configurations of groups: as Kafka 4.3 answers them, and what they do to members of the consumer protocol. */
import { ApiKey, ErrorCode } from '@moldau/protocol'
import { expect, test } from 'vitest'
import { Home } from './broker-home.ts'

const GROUP = 32
const SESSION = 'consumer.session.timeout.ms'
const HEARTBEAT = 'consumer.heartbeat.interval.ms'
const [SET, DELETE, APPEND] = [0, 1, 2]

type Change = readonly [name: string, operation: number, value: string | null]

async function alter(home: Home, name: string, changes: readonly Change[], validateOnly = false) {
  const configs = changes.map(([config, configOperation, value]) => ({
    name: config,
    configOperation,
    value,
  }))
  const resources = [{ resourceType: GROUP, resourceName: name, configs }]
  const { errorCode, errorMessage } = (
    await home.send(ApiKey.IncrementalAlterConfigs, { resources, validateOnly })
  ).responses[0]!
  return [errorCode, errorMessage]
}

/** `name=value source` of each, with its synonyms. */
async function describe(home: Home, name: string, configurationKeys: string[] | null = null) {
  const resources = [{ resourceType: GROUP, resourceName: name, configurationKeys }]
  const result = (await home.send(ApiKey.DescribeConfigs, { resources, includeSynonyms: true })).results[0]!
  if (result.errorCode !== ErrorCode.NONE) return [`${result.errorCode} ${result.errorMessage}`]
  return result.configs.map(({ configSource, name: config, synonyms, value }) =>
    [
      `${config}=${value} ${configSource}`,
      ...synonyms.map(one => `${one.name}=${one.value} ${one.source}`),
    ].join(', '),
  )
}

const heartbeatDefault = `${HEARTBEAT}=5000 5, group.${HEARTBEAT}=5000 5`
const sessionDefault = `${SESSION}=45000 5, group.${SESSION}=45000 5`

test('are described and changed as Kafka does it, whether or not the group is there, and survive a restart', async () => {
  const home = await new Home().start()
  expect(await describe(home, 'g')).toEqual([heartbeatDefault, sessionDefault])
  expect(await describe(home, 'g', [SESSION, 'nope'])).toEqual([sessionDefault])
  expect(await describe(home, '')).toEqual([`${ErrorCode.INVALID_REQUEST} Group name must not be empty`])
  expect(await alter(home, 'g', [[SESSION, SET, '50000']], true)).toEqual([ErrorCode.NONE, null])
  expect(await describe(home, 'g')).toEqual([heartbeatDefault, sessionDefault])
  expect(await alter(home, 'g', [[SESSION, SET, '50000']])).toEqual([ErrorCode.NONE, null])
  const own = `${SESSION}=50000 8, ${SESSION}=50000 8, group.${SESSION}=45000 5`
  expect(await describe(home, 'g')).toEqual([heartbeatDefault, own])
  expect(await describe(home, '__proto__')).toEqual([heartbeatDefault, sessionDefault])
  await home.restart()
  expect(await describe(home, 'g')).toEqual([heartbeatDefault, own])
  const resources = [
    { resourceType: GROUP, resourceName: 'g', configs: [{ name: HEARTBEAT, value: '8000' }] },
  ]
  const replaced = await home.send(ApiKey.AlterConfigs, { resources })
  expect(replaced.responses[0]!.errorCode).toBe(ErrorCode.NONE)
  const beat = `${HEARTBEAT}=8000 8, ${HEARTBEAT}=8000 8, group.${HEARTBEAT}=5000 5`
  expect(await describe(home, 'g')).toEqual([beat, sessionDefault])
  expect(await alter(home, 'g', [[HEARTBEAT, DELETE, null]])).toEqual([ErrorCode.NONE, null])
  expect(await describe(home, 'g')).toEqual([heartbeatDefault, sessionDefault])
})

test('are refused in the words of Kafka 4.3', async () => {
  const home = await new Home().start()
  const config = ErrorCode.INVALID_CONFIG
  const request = ErrorCode.INVALID_REQUEST
  const cases: [string, Change[], number, string | null][] = [
    ['', [[SESSION, SET, '50000']], request, 'Default group resources are not allowed.'],
    ['g', [[SESSION, APPEND, '1']], config, `Can't APPEND to key ${SESSION} because its type is not LIST.`],
    ['g', [[SESSION, SET, null]], request, `Null value not supported for : ${SESSION}`],
    ['g', [['nonsense', SET, '1']], config, 'Unknown group config name: nonsense'],
    ['g', [['retention.ms', DELETE, null]], ErrorCode.NONE, null],
    [
      'g',
      [[SESSION, SET, '70000']],
      config,
      `${SESSION} must be less than or equal to group.consumer.max.session.timeout.ms`,
    ],
    [
      'g',
      [[SESSION, SET, '4000']],
      config,
      `${SESSION} must be greater than or equal to group.consumer.min.session.timeout.ms`,
    ],
    [
      'g',
      [[SESSION, SET, '0']],
      config,
      `Invalid value 0 for configuration ${SESSION}: Value must be at least 1`,
    ],
    [
      'g',
      [[HEARTBEAT, SET, '99999999999']],
      config,
      `Invalid value 99999999999 for configuration ${HEARTBEAT}: Not a number of type INT`,
    ],
    [
      'g',
      [[HEARTBEAT, SET, 'abc']],
      config,
      `Invalid value abc for configuration ${HEARTBEAT}: Not a number of type INT`,
    ],
  ]
  for (const [name, changes, code, message] of cases)
    expect(await alter(home, name, changes)).toEqual([code, message])
  expect(await describe(home, 'g')).toEqual([heartbeatDefault, sessionDefault])
})

test('are what the members live by, from their next heartbeat on', async () => {
  const home = await new Home({
    'group.consumer.min.session.timeout.ms': 1000,
    'group.consumer.min.heartbeat.interval.ms': 100,
  }).start()
  await home.create('t')
  const beat = async (memberEpoch: number) =>
    home.send(ApiKey.ConsumerGroupHeartbeat, {
      ...{ groupId: 'g', memberId: 'm', memberEpoch, rebalanceTimeoutMs: 60_000 },
      ...{ subscribedTopicNames: ['t'], topicPartitions: memberEpoch === 0 ? [] : null },
    })
  const joined = await beat(0)
  expect(joined.heartbeatIntervalMs).toBe(5000)
  const changes = [
    [SESSION, SET, '2000'],
    [HEARTBEAT, SET, '300'],
  ] as const
  expect(await alter(home, 'g', changes)).toEqual([ErrorCode.NONE, null])
  // The session that has begun is as long as it was; the next one is short.
  await home.clock.advance(3000)
  expect(await beat(joined.memberEpoch)).toMatchObject({
    errorCode: ErrorCode.NONE,
    heartbeatIntervalMs: 300,
  })
  await home.clock.advance(1900)
  expect((await beat(joined.memberEpoch)).errorCode).toBe(ErrorCode.NONE)
  await home.clock.advance(2100)
  expect((await beat(joined.memberEpoch)).errorCode).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
  expect(home.faults).toEqual([])
})
