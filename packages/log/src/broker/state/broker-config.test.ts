/** Broker properties: what Kafka would not start with is refused by name, whatever else stands beside it. */
import { describe, expect, test } from 'vitest'
import { BROKER_CONFIG_KEYS, BrokerConfig } from './broker-config.ts'

describe('a broker property', () => {
  test.each([
    ['no.such.property', '1'],
    ['num.partitions', 'abc'],
    ['num.partitions', '0'],
    ['num.partitions', '2147483648'],
    ['node.id', '-3'],
    ['log.segment.bytes', '-5'],
    ['message.max.bytes', '-1'],
    ['log.cleanup.policy', 'bogus'],
    ['log.cleanup.policy', 'compact,'],
    ['compression.type', 'none'],
    ['compression.gzip.level', '0'],
    ['log.message.timestamp.type', 'Foo'],
    ['log.cleaner.min.cleanable.ratio', '7'],
    ['log.retention.check.interval.ms', '0'],
    ['log.flush.interval.messages', '0'],
    ['offsets.topic.num.partitions', '0'],
    ['offsets.topic.segment.bytes', '1000'],
    ['transaction.state.log.num.partitions', '-1'],
    ['group.consumer.assignors', 'uniform,bogus'],
    ['group.consumer.migration.policy', 'foo'],
    ['process.roles', 'xyz'],
    ['auto.create.topics.enable', 'yes'],
    ['fetch.max.bytes', '0'],
    ['log.flush.offset.checkpoint.interval.ms', '0'],
  ])('%s is not %s', (name, value) => {
    const refused = expect.objectContaining({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining(name),
    })
    expect(() => new BrokerConfig({ [name]: value })).toThrow(refused)
  })

  test('is kept as Kafka writes it down', () => {
    const config = new BrokerConfig({
      'auto.create.topics.enable': ' FALSE ',
      'num.partitions': '+3',
      'log.cleanup.policy': ' compact , delete ',
      'group.consumer.migration.policy': 'BIDIRECTIONAL',
    })
    expect(config.flag('auto.create.topics.enable')).toBe(false)
    expect(config.text('num.partitions')).toBe('3')
    expect(config.logConfig(new Map())).toMatchObject({ compacts: true, deletes: true })
  })

  test('has a default that would be taken', () => {
    for (const { name, default: value } of BROKER_CONFIG_KEYS)
      if (value !== '') expect(new BrokerConfig({ [name]: value }).text(name)).toBe(value)
  })
})
