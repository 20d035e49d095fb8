import type { DataSchema } from '../form/schema.ts'

export const consumerProtocolSubscription = {
  name: 'ConsumerProtocolSubscription',
  versions: '0-3',
  flexibleFrom: null,
  about: "What a consumer tells the group's leader: the topics it wants, the partitions it holds.",
  fields: [
    { name: 'topics', type: '[]string', versions: '0+', about: 'The topics' },
    {
      name: 'userData',
      type: 'bytes',
      versions: '0+',
      nullable: '0+',
      default: null,
      about: 'Bytes of the assignor',
    },
    {
      name: 'ownedPartitions',
      type: '[]TopicPartition',
      versions: '1+',
      ignorable: true,
      about: 'Partitions that the member still holds',
      fields: [
        { name: 'topic', type: 'string', versions: '1+', about: 'Name of the topic' },
        { name: 'partitions', type: '[]int32', versions: '1+', about: 'The partitions' },
      ],
    },
    {
      name: 'generationId',
      type: 'int32',
      versions: '2+',
      default: -1,
      ignorable: true,
      about: 'Generation in which the owned partitions were got; -1 for none',
    },
    {
      name: 'rackId',
      type: 'string',
      versions: '3+',
      nullable: '3+',
      default: null,
      ignorable: true,
      about: 'Rack of the consumer',
    },
  ],
} satisfies DataSchema
