import type { DataSchema } from '../form/schema.ts'

export const consumerGroupCurrentMemberAssignmentValue = {
  name: 'ConsumerGroupCurrentMemberAssignmentValue',
  key: 8,
  versions: '0',
  flexibleFrom: 0,
  about: 'What a member of a consumer group has, in __consumer_offsets.',
  fields: [
    {
      name: 'memberEpoch',
      type: 'int32',
      versions: '0+',
      about: 'Epoch of the member; 0 joins, -1 leaves, -2 leaves for a while (static members)',
    },
    {
      name: 'previousMemberEpoch',
      type: 'int32',
      versions: '0+',
      about: 'Epoch before this one, for a repeated heartbeat',
    },
    {
      name: 'state',
      type: 'int8',
      versions: '0+',
      about: '0 stable, 1 has to let partitions go, 2 waits for partitions',
    },
    {
      name: 'assignedPartitions',
      type: '[]ConsumerGroupCurrentTopicPartitions',
      versions: '0+',
      about: 'Partitions that the member may use',
    },
    {
      name: 'partitionsPendingRevocation',
      type: '[]ConsumerGroupCurrentTopicPartitions',
      versions: '0+',
      about: 'Partitions that the member has to let go',
    },
  ],
  structs: {
    ConsumerGroupCurrentTopicPartitions: [
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
      {
        name: 'assignmentEpochs',
        type: '[]int32',
        versions: '0+',
        nullable: '0+',
        tag: 0,
        tagged: '0+',
        default: null,
        about: 'Epochs in which the partitions were assigned; null for unknown',
      },
    ],
  },
} satisfies DataSchema
