import type { DataSchema } from '../form/schema.ts'

export const consumerGroupPartitionMetadataKey = {
  name: 'ConsumerGroupPartitionMetadataKey',
  key: 4,
  versions: '0',
  flexibleFrom: null,
  about: 'Key of the topics of a consumer group, as Kafka 4.0 kept them, in __consumer_offsets.',
  fields: [
    {
      name: 'groupId',
      type: 'string',
      versions: '0',
      about: 'Id of the group',
    },
  ],
} satisfies DataSchema
