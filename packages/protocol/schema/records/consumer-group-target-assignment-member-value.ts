import type { DataSchema } from '../form/schema.ts'

export const consumerGroupTargetAssignmentMemberValue = {
  name: 'ConsumerGroupTargetAssignmentMemberValue',
  key: 7,
  versions: '0',
  flexibleFrom: 0,
  about: 'What a member of a consumer group is to get, in __consumer_offsets.',
  fields: [
    {
      name: 'topicPartitions',
      type: '[]ConsumerGroupTargetTopicPartition',
      versions: '0+',
      about: 'Partitions by topic',
      fields: [
        {
          name: 'topicId',
          type: 'uuid',
          versions: '0+',
          about: 'Id of the topic',
        },
        {
          name: 'partitions',
          type: '[]int32',
          versions: '0+',
          about: 'Partition numbers',
        },
      ],
    },
  ],
} satisfies DataSchema
